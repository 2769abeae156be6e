package org.dsrhub.connector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** The steps of routes that talk to a debt-collection agency by files: a question out, an answer days later. */
@Component("collection-agency")
public class CollectionAgency {
    private static final Pattern ANSWER =
            Pattern.compile("ANS_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.csv", Pattern.CASE_INSENSITIVE);
    private static final String CASE = "case_no";

    private final RequestReply talks;
    private final LateAnswers answers;

    CollectionAgency(RequestReply talks, LateAnswers answers) {
        this.talks = talks;
        this.answers = answers;
    }

    public FileTalk begin(Lease lease) {
        return talks.begin(lease, new Files());
    }

    private static final class Files implements RequestReply.Writing {
        @Override
        public String question(Reply reply) {
            return SemicolonFile.line(
                    RequestReply.reference(reply.lease()),
                    reply.getCall().value(),
                    reply.subject().name());
        }

        @Override
        public String erasure(Reply reply, Item item) {
            return SemicolonFile.line(RequestReply.reference(reply.lease()), item.reference());
        }

        @Override
        public FileTalk.Message message(Reply reply, List<String> lines) {
            String head = reply.isAsking()
                    ? SemicolonFile.line("reference", "national_id", "name")
                    : SemicolonFile.line("reference", CASE);
            return new FileTalk.Message(
                    (reply.isAsking() ? "QRY_" : "DEL_") + RequestReply.reference(reply.lease()) + ".csv",
                    (head + String.join("", lines)).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A receipt changes nothing: it only says that the agency has the file. @return folder that it is moved to */
    public String receipt() {
        return LateAnswers.DONE;
    }

    /** @return folder that the answer file is moved to */
    public String answer(String queue, String fileName, InputStream content) throws IOException {
        SemicolonFile file;
        try (InputStream in = content) {
            file = SemicolonFile.read(in);
        } catch (SemicolonFile.Incomplete e) {
            return answers.impatient(
                    queue,
                    fileName,
                    "answer-incomplete: " + e.getMessage(),
                    "have the agency send the file again; the one in quarantine/ is not whole");
        }
        Matcher name = ANSWER.matcher(fileName);
        String reference = name.matches() ? name.group(1).toLowerCase(Locale.ROOT) : null;
        return answers.take(queue, fileName, reference, lease -> answered(lease, reference, file));
    }

    private Completion answered(Lease lease, String reference, SemicolonFile file) throws IOException {
        for (Map<String, Object> row : file.rows()) {
            if (!reference.equalsIgnoreCase(String.valueOf(row.get("reference")))) {
                throw new Problem(
                        "answer-of-another-task",
                        "rows of the answer file name another reference than the file; have the agency correct it");
            }
        }
        if (lease.action() == Action.ERASE) {
            return talks.erased(lease, file.rows(), "ERASED", item -> CASE);
        }
        file.rows().forEach(row -> row.remove("reference"));
        return talks.found(lease, file.rows());
    }
}
