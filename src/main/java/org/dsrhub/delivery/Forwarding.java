package org.dsrhub.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataController.Engagement;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.Deadlines;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.Waits;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;

/**
 * Stage {@code forwarding}: what a request concerns on another controller's behalf is sent on to it (Art. 28(3)(e)), as an
 * encrypted mail, or as a request of its own where this hub serves that controller too. The chain records it.
 */
@Component("forwarding")
public class Forwarding {
    private final Requests requests;
    private final DataControllers controllers;
    private final Deadlines deadlines;
    private final Vault vault;
    private final Intents intents;
    private final MailWriter writer;
    private final OutgoingMail outgoing;
    private final Waits waits;
    private final HubHome home;

    Forwarding(
            Requests requests,
            DataControllers controllers,
            Deadlines deadlines,
            Vault vault,
            Intents intents,
            MailWriter writer,
            OutgoingMail outgoing,
            Waits waits,
            HubHome home) {
        this.requests = requests;
        this.controllers = controllers;
        this.deadlines = deadlines;
        this.vault = vault;
        this.intents = intents;
        this.writer = writer;
        this.outgoing = outgoing;
        this.waits = waits;
        this.home = home;
    }

    /** @throws Problem {@code certificate-unusable}, {@code engagement-gone}, {@code mail-refused} */
    public Completion send(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        DataController controller = controllers.get(request.controller());
        OnBehalf.of(requests.history(request.id())).due().forEach((id, references) -> {
            Engagement engagement = controller.processorFor().get(id);
            if (engagement == null) {
                throw new Problem(
                        "engagement-gone",
                        "'" + id + "' is no longer under processor-for; put it back, then retry the task");
            }
            intents.begin(lease, "forward-" + id);
            String way = engagement.controller() == null
                    ? mail(lease, request, engagement, references)
                    : file(request, engagement);
            requests.audit(
                    request.id(),
                    "hub",
                    OnBehalf.FORWARDED,
                    Map.of(
                            "engagement",
                            id,
                            "way",
                            way,
                            "references",
                            references.stream().map(UUID::toString).collect(Collectors.joining(","))));
        });
        return Completion.done();
    }

    private String mail(Lease lease, RequestView request, Engagement engagement, List<UUID> references) {
        Mail envelope = writer.write(
                lease,
                request,
                engagement.forwardTo(),
                "forwarded",
                writer.messageId(request, "forwarded." + references.get(0)),
                "auto-generated",
                null,
                null);
        ForwardedRequest forwarded =
                new ForwardedRequest(request, requests.original(request.id()), records(references));
        outgoing.send(session -> forwarded.mime(session, envelope, home.resolve(engagement.certificate())));
        return "mail";
    }

    private TreeSet<String> records(List<UUID> references) {
        TreeSet<String> records = new TreeSet<>();
        for (UUID blob : references) {
            try (InputStream in = vault.read(blob)) {
                records.addAll(List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return records;
    }

    /** Its time runs from the receipt here: the subject does not know who works for whom. */
    private String file(RequestView request, Engagement engagement) {
        DataController other = controllers.get(engagement.controller());
        NewRequest original = requests.original(request.id());
        NewRequest.Evidence evidence = evidence(request, original, other);
        boolean identified = original.representative() == null
                && request.rights().stream()
                        .allMatch(right -> other.identification().suffices(right, evidence.level()));
        NewRequest forwarded = new NewRequest(
                other.id(),
                null,
                request.rights(),
                original.subject(),
                request.language(),
                request.channel(),
                request.receivedAt(),
                other.delivery().choose(request.delivery()),
                evidence,
                "forwarded/" + request.id() + "/" + engagement.id(),
                request.caseNumber(),
                original.details(),
                original.representative());
        Requests.Accepted accepted = requests.accept(
                forwarded,
                deadlines.dueOn(other, request.receivedAt()),
                identified ? Next.stage(RequestState.COLLECTING, "fan-out") : Next.rest(RequestState.IDENTIFICATION));
        if (!identified && !accepted.duplicate()) {
            waits.begin(accepted.request().id(), original.representative() == null ? Need.IDENTITY : Need.MANDATE);
        }
        return "controller";
    }

    /** What the method counts on the other's ladder, never more than it did here. */
    private static NewRequest.Evidence evidence(RequestView request, NewRequest original, DataController other) {
        NewRequest.Evidence own = original.evidence();
        if (own == null) {
            return new NewRequest.Evidence("L0", "forwarded", null);
        }
        return other.identification().counted(request.channel(), own);
    }
}
