package org.dsrhub.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dsrhub.decision.Outcome;
import org.dsrhub.simulation.SimulatedController;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;

/** Compares what came out with the persona table, item by item, and collects what is missing. */
final class DemoCheck {
    private final SimulatedEnvironment around;
    private final Path answers;
    private final List<String> missing = new ArrayList<>();

    DemoCheck(SimulatedEnvironment around, Path answers) {
        this.around = around;
        this.answers = answers;
    }

    List<String> missing() {
        return List.copyOf(missing);
    }

    /** What must be true as soon as the requests are closed. */
    void afterTheAnswers(List<DemoRequest> requests) {
        for (DemoRequest request : requests) {
            expect(
                    request.closed() && "FULFILLED".equals(outcome(request)),
                    request.title() + ": should be CLOSED FULFILLED, is " + request.state() + " " + outcome(request)
                            + open(request));
        }
        Set<String> passwords = AnswerArchive.passwords(around.printFolder());
        access(requests.get(0), passwords);
        erasure(requests.get(1), passwords);
        withdrawal();
    }

    /** What must be true once the last retention period is over. */
    void afterTheTerms() {
        stores(DemoExpectation.ALL_TERMS_OVER);
    }

    /** Whether the stores are as the table wants them on that day. */
    static boolean storesAreAsOf(SimulatedEnvironment around, LocalDate day) {
        return DemoExpectation.ERASURE.stream()
                .allMatch(item -> holds(around.gjensidigeEe(), item) != item.goneOn(day));
    }

    private void access(DemoRequest request, Collection<String> passwords) {
        Mailbag bag = mail(request.person().email());
        Optional<AnswerArchive> opened = open(bag.attachments(), passwords);
        if (opened.isEmpty()) {
            missing.add("access: no package came by mail that a password from the print folder opens ("
                    + bag.attachments().size() + " attachments, " + passwords.size() + " passwords)");
            return;
        }
        AnswerArchive archive = opened.get();
        items("ACCESS", archive, DemoExpectation.ACCESS);
        counts(request, DemoExpectation.ACCESS);
        for (String system : DemoExpectation.NOTHING_HELD) {
            expect(
                    state(request, system).equals("NOTHING_HELD"),
                    "access: " + system + " should hold nothing, is " + state(request, system));
        }
        expect(
                archive.entries().stream().anyMatch(name -> name.endsWith(".wav")),
                "access: the recording is not in the package");
        expect(
                bag.texts().stream().noneMatch(text -> passwords.stream().anyMatch(text::contains)),
                "access: the password came by the same way as the package");
        secretAddress(bag);
    }

    /** A protected address is nowhere outside the encrypted package. */
    private void secretAddress(Mailbag bag) {
        String street = SyntheticPeople.p3().address().split(" ")[0];
        expect(
                bag.texts().stream().noneMatch(text -> text.contains(street)),
                "access: the protected address is in a mail");
        for (Path file : AnswerArchive.files(around.folder())) {
            boolean log = file.getFileName().toString().endsWith(".log");
            expect(
                    !file.toString().contains(street) && !(log && contains(file, street)),
                    "access: the protected address is in " + file);
        }
    }

    private void erasure(DemoRequest request, Collection<String> passwords) {
        stores(LocalDate.of(2026, 12, 1));
        expect(
                around.gjensidigeEe().consents().suppresses(request.person().email()) || suppressedByHub(request),
                "erasure: no suppression was left, neither with the marketing consents nor in the hub");
        counts(request, DemoExpectation.ERASURE);
        List<Path> dropped = AnswerArchive.files(around.dropFolder());
        expect(
                dropped.stream().anyMatch(file -> file.toString().endsWith(".done")),
                "erasure: no .done marker in " + around.dropFolder());
        Optional<AnswerArchive> opened = open(dropped, passwords);
        if (opened.isEmpty()) {
            missing.add("erasure: no package was dropped that a password from the print folder opens");
            return;
        }
        items("ERASURE", opened.get(), DemoExpectation.ERASURE);
    }

    /** The hub keeps keyed hashes, so that a later import of addresses does not bring the person back. */
    private boolean suppressedByHub(DemoRequest request) {
        try (Connection connection = around.hubDatabase().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select 1 from suppression where request_id = ?::uuid")) {
            query.setString(1, request.id());
            return query.executeQuery().next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void withdrawal() {
        var mari = SyntheticPeople.pw();
        List<Map<String, Object>> given = around.gjensidigeEe().consents().records().stream()
                .filter(consent -> mari.email().equals(consent.get("email")))
                .toList();
        expect(!given.isEmpty(), "withdrawal: the consent's record is gone");
        expect(
                given.stream().allMatch(consent -> consent.get("withdrawnOn") != null),
                "withdrawal: the consent is not withdrawn");
        expect(around.gjensidigeEe().consents().suppresses(mari.email()), "withdrawal: no suppression");
        expect(!mail(mari.email()).letters().isEmpty(), "withdrawal: no confirmation came by mail");
    }

    private void items(String right, AnswerArchive archive, List<DemoExpectation> table) {
        for (DemoExpectation item : table) {
            Optional<JsonNode> said = archive.item(item.system(), item.reference());
            if (said.isEmpty()) {
                missing.add(right + ": the package says nothing of " + item);
                continue;
            }
            JsonNode decision = decision(said.get(), right);
            String outcome = decision.path("outcome").asText();
            expect(
                    outcome.equals(item.outcome().name()),
                    right + ": " + item + " should be " + item.outcome() + ", is " + outcome);
            expect(
                    item.until() == null
                            || decision.path("until")
                                    .asText()
                                    .equals(item.until().toString()),
                    right + ": " + item + " should be kept until " + item.until() + ", is until "
                            + decision.path("until").asText());
            boolean admitted = decision.path("overrun").asBoolean();
            expect(
                    admitted == item.overrun(),
                    right + ": " + item + (item.overrun() ? " should carry" : " should not carry")
                            + " RETENTION_OVERRUN");
        }
    }

    private static JsonNode decision(JsonNode item, String right) {
        for (JsonNode decision : item.path("decisions")) {
            if (decision.path("right").asText().equals(right)) {
                return decision;
            }
        }
        return MissingNode.getInstance();
    }

    private void counts(DemoRequest request, List<DemoExpectation> table) {
        JsonNode counted = request.view() == null ? null : request.view().path("decisions");
        for (Outcome outcome : Outcome.values()) {
            long wanted = DemoExpectation.counts(table).getOrDefault(outcome, 0L);
            long is = counted == null ? 0 : counted.path(outcome.name()).asLong();
            expect(wanted == is, request.title() + ": should have " + wanted + " decisions " + outcome + ", has " + is);
        }
    }

    private void stores(LocalDate day) {
        for (DemoExpectation item : DemoExpectation.ERASURE) {
            boolean held = holds(around.gjensidigeEe(), item);
            expect(
                    held != item.goneOn(day),
                    "erasure: on " + day + " " + item + (held ? " should be gone" : " should be there"));
        }
    }

    private static boolean holds(SimulatedController controller, DemoExpectation item) {
        String reference = item.reference();
        return switch (item.system()) {
            case "crm" -> has(controller.core().records("customer"), reference);
            case "policies" -> has(controller.core().records("policy"), reference);
            case "quotes" -> has(controller.core().records("quote"), reference);
            case "carts" -> has(controller.core().records("cart"), reference);
            case "claims" -> has(controller.claims().records(), reference);
            case "consents" -> has(controller.consents().records(), reference);
            case "debt-collection" -> has(controller.collection().records(), reference);
            case "call-recordings" ->
                has(controller.recordings().records(), reference)
                        || Files.exists(controller.recordings().media().resolve(reference + ".wav"))
                        || Files.exists(controller.recordings().media().resolve(reference + ".json"));
            default -> throw new IllegalArgumentException("no store is known for " + item.system());
        };
    }

    private static boolean has(List<Map<String, Object>> records, String reference) {
        return records.stream().anyMatch(row -> row.containsValue(reference));
    }

    private Mailbag mail(String address) {
        return Mailbag.fetch(
                around.mail().imapPort(), address, answers.resolve(address.substring(0, address.indexOf('@'))));
    }

    private static Optional<AnswerArchive> open(List<Path> files, Collection<String> passwords) {
        return files.stream()
                .filter(file -> file.toString().endsWith(".zip"))
                .map(file -> AnswerArchive.open(file, passwords))
                .flatMap(Optional::stream)
                .filter(archive -> archive.data() != null)
                .findFirst();
    }

    private static String outcome(DemoRequest request) {
        return request.view() == null ? "" : request.view().path("outcome").asText("");
    }

    /** The tasks that keep a request from closing, each with its reason. */
    private static String open(DemoRequest request) {
        if (request.view() == null || request.closed()) {
            return "";
        }
        StringBuilder open = new StringBuilder();
        for (JsonNode task : request.view().path("systems")) {
            if (!Set.of("DONE", "NOTHING_HELD").contains(task.path("state").asText())) {
                open.append("; ")
                        .append(task.path("system").asText())
                        .append(' ')
                        .append(task.path("action").asText())
                        .append(' ')
                        .append(task.path("state").asText())
                        .append(' ')
                        .append(task.path("reason").asText(""));
            }
        }
        return open.toString();
    }

    private static String state(DemoRequest request, String system) {
        if (request.view() != null) {
            for (JsonNode task : request.view().path("systems")) {
                if (task.path("system").asText().equals(system)) {
                    return task.path("state").asText();
                }
            }
        }
        return "not asked";
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void expect(boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            missing.add(otherwise);
        }
    }
}
