package org.dsrhub.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.dsrhub.answer.Answers;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/** What both ways of delivery share: the folders, the note that a package went out, and how a request ends. */
@Component
class Outbox {
    private final Answers answers;
    private final Requests requests;
    private final DeliveryProperties properties;

    Outbox(Answers answers, Requests requests, DeliveryProperties properties) {
        this.answers = answers;
        this.requests = requests;
        this.properties = properties;
    }

    /** Lays the package for the portal, once. */
    void lay(RequestView request, Answers.Packed packed) throws IOException {
        folder(properties.folder(), "hub.delivery.folder", request)
                .drop(packed.fileName(), packed.sha256(), to -> answers.write(packed, to));
    }

    /** Lays the letter with the password for the printer; where it lies already it is left alone. */
    void printSecret(RequestView request, Answers.Packed packed) throws IOException {
        DropFolder folder = folder(properties.printFolder(), "hub.delivery.print-folder", request);
        String name = packed.fileName().replaceAll("\\.zip$", ".pdf");
        if (!folder.has(name)) {
            folder.put(name, to -> answers.writeSecretLetter(packed, to));
        }
    }

    /** Lays a letter to a subject without a mail address for the printer, once. */
    void print(RequestView request, String kind, Answers.Text text) throws IOException {
        DropFolder folder = folder(properties.printFolder(), "hub.delivery.print-folder", request);
        String name = request.caseNumber() + "-" + kind + ".pdf";
        if (!folder.has(name)) {
            folder.put(name, to -> answers.writeLetter(request.id(), text, to));
        }
    }

    void sent(RequestView request, Answers.Packed packed, String way) {
        answers.sent(packed);
        requests.audit(
                request.id(),
                "hub",
                "answer-sent",
                Map.of(
                        "round", packed.round(),
                        "way", way,
                        "sha256", HexFormat.of().formatHex(packed.sha256())));
    }

    /** Closed, unless the newest answer names systems that are still to come. */
    Next end(RequestView request) {
        boolean partial =
                answers.latest(request.id()).map(Answers.Packed::partial).orElse(false);
        return partial ? Next.rest(RequestState.PARTLY_ANSWERED) : Next.closed(RequestOutcome.FULFILLED);
    }

    private static DropFolder folder(Path root, String property, RequestView request) {
        if (root == null) {
            throw new Problem(
                    "delivery-folder",
                    "set " + property + " to a folder that the hub may write to, then retry the task");
        }
        return new DropFolder(root.resolve(request.controller()));
    }
}
