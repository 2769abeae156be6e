package org.dsrhub.answer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.lingala.zip4j.io.inputstream.ZipInputStream;
import net.lingala.zip4j.model.LocalFileHeader;
import org.dsrhub.connector.Connector;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.MessageKeys;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.ledger.Redactions.Redaction;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.TaskState;

/** Letters about nobody, made as real ones are: one record of each kind that the connector files describe, each reason in turn. */
final class SampleLetters {
    private static final String ACCESS = "access";
    private static final String ERASURE = "erasure";
    private static final String SUPPLEMENT = "supplement";
    static final String BOOK = "data-book";

    private static final String NAME = "Ada Example";
    private static final String DAY = "2026-05-17";
    private static final LocalDate RECEIVED = LocalDate.of(2026, 12, 1);
    private static final LocalDate DUE = LocalDate.of(2027, 1, 4);
    private static final String DOTS = "…";

    private final DataController controller;
    private final Map<String, Connector> connectors;
    private final LetterTexts texts;

    SampleLetters(DataController controller, List<Connector> connectors, LetterTexts texts) {
        this.controller = controller;
        this.connectors = connectors.stream().collect(Collectors.toMap(Connector::system, Function.identity()));
        this.texts = texts;
    }

    /** What there is a preview of: the answers, and every mail. */
    static Set<String> kinds() {
        Set<String> kinds = new TreeSet<>(Set.of(ACCESS, ERASURE, SUPPLEMENT, BOOK));
        LetterTexts.in("en").keys().stream()
                .filter(key -> key.startsWith("mail.") && key.endsWith(".body"))
                .map(key -> key.substring("mail.".length(), key.length() - ".body".length()))
                .forEach(kinds::add);
        return kinds;
    }

    /** @param kind one of {@link #kinds} */
    void write(String kind, OutputStream to) throws IOException {
        if (kind.equals(BOOK)) {
            book(to);
        } else {
            PdfWriter.write(LetterLayout.html(letter(kind)), to);
        }
    }

    /** @param kind other than the data book */
    Letter letter(String kind) {
        return switch (kind) {
            case ACCESS, SUPPLEMENT, ERASURE -> answer(kind);
            default -> mail(kind);
        };
    }

    private Letter answer(String kind) {
        Dossier dossier = dossier(kind);
        Survey survey = survey(dossier);
        return CoverLetter.compose(dossier, survey, SearchReport.of(dossier, survey), false);
    }

    /** The book is made for an archive, so it is taken out of one. */
    private void book(OutputStream to) throws IOException {
        Dossier dossier = dossier(BOOK);
        char[] secret = Secret.random().toCharArray();
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ArchiveWriter archive = new ArchiveWriter(zip, secret)) {
            DataBook book = new DataBook(dossier, SearchReport.of(dossier, survey(dossier)), archive, false, "");
            reported(dossier).forEach(book::add);
            book.end();
        }
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()), secret)) {
            for (LocalFileHeader entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getFileName().endsWith(".pdf")) {
                    in.transferTo(to);
                }
            }
        }
    }

    private Letter mail(String kind) {
        Dossier dossier = dossier(kind);
        Map<String, Object> values = new HashMap<>();
        values.put("caseNumber", dossier.request().caseNumber());
        values.put("receivedOn", RECEIVED);
        values.put("dueOn", DUE);
        values.put("rights", dossier.request().rights());
        values.put("need", Need.IDENTITY);
        values.put("channel", Channel.MAIL);
        values.put("ground", "COMPLEXITY");
        values.put("words", DOTS);
        values.put("happened", DOTS);
        values.put("consequences", DOTS);
        values.put("measures", DOTS);
        values.put("hours", 24);
        values.put("incident", new UUID(0, 0).toString());
        values.put("code", "K7M3-P9QX");
        values.put("count", 3);
        values.put("days", 3);
        values.put("mailbox", controller.delivery().mailFrom());
        values.put("kind", kind.equals("desk") ? "COMPLAINT" : "LOGIN");
        values.put("entry", new UUID(0, 0).toString());
        Answers.Text text = VaultAnswers.text(controller, null, kind, texts, RECEIVED, values);
        return VaultAnswers.paper(dossier, text, List.of(NAME));
    }

    private Dossier dossier(String kind) {
        Set<Right> rights = kind.equals(ERASURE) ? Set.of(Right.ACCESS, Right.ERASURE) : Set.of(Right.ACCESS);
        return new Dossier(
                request(rights),
                kind.equals(SUPPLEMENT) ? 1 : 0,
                controller,
                texts,
                new Subject(NAME, null, null, List.of(), null),
                connectors.values().stream()
                        .filter(connector -> !connector.isStatement())
                        .sorted((one, other) -> one.system().compareTo(other.system()))
                        .map(SampleLetters::asked)
                        .toList(),
                connectors,
                Map.of(),
                RECEIVED.plusDays(14),
                null,
                OnBehalf.of(List.of()),
                new Dossier.Joint(List.of(), List.of()),
                Dossier.Measured.NOTHING,
                List.of());
    }

    private RequestView request(Set<Right> rights) {
        return new RequestView(
                UUID.randomUUID(),
                "DSR-2026-000000",
                controller.id(),
                null,
                rights,
                texts.language(),
                Channel.PORTAL,
                NewRequest.Delivery.FILE,
                RequestState.ANSWERING,
                null,
                RECEIVED.atStartOfDay(controller.zone()).toInstant(),
                DUE,
                "L3",
                0,
                0,
                false,
                null,
                null);
    }

    private static TaskView asked(Connector connector) {
        return new TaskView(
                UUID.randomUUID(),
                null,
                connector.queue(),
                connector.system(),
                Action.QUERY,
                0,
                TaskState.DONE,
                true,
                1,
                null,
                0,
                connector.accepts().stream().map(KeyKind::label).toList(),
                connector.version(),
                Instant.EPOCH,
                null,
                null,
                null,
                Set.of());
    }

    private Survey survey(Dossier dossier) {
        Survey survey = new Survey(dossier.round(), true);
        reported(dossier).forEach(reported -> survey.add(reported, dossier));
        return survey;
    }

    private List<Reported> reported(Dossier dossier) {
        List<Reported> all = new ArrayList<>();
        connectors.values().stream()
                .sorted((one, other) -> one.system().compareTo(other.system()))
                .forEach(connector -> connector.items().values().forEach(type -> {
                    Item item = item(connector, type, all.size());
                    boolean others = type.fields().values().stream().anyMatch(Connector.Field::thirdParty);
                    all.add(new Reported(
                            item,
                            dossier.round(),
                            decided(item, Right.ACCESS, others ? redacted() : disclosed(), null),
                            dossier.asksForErasure()
                                    ? decided(item, Right.ERASURE, erasure(all.size()), "ERASED")
                                    : null,
                            null,
                            Redaction.NONE));
                }));
        return all;
    }

    private static Items.DecidedItem decided(Item item, Right right, Decision decision, String execution) {
        return new Items.DecidedItem(item.id(), item.system(), item.type(), right, decision, "hub", execution);
    }

    private static Decision disclosed() {
        return decision(Outcome.DISCLOSE, LocalDate.of(2036, 9, 1), MessageKeys.DISCLOSED);
    }

    private static Decision redacted() {
        return decision(Outcome.REDACT, null, MessageKeys.REDACTED);
    }

    /** The reasons of an erasure in turn. */
    private static Decision erasure(int number) {
        List<String> keys = MessageKeys.ALL.stream()
                .filter(key -> !key.equals(MessageKeys.DISCLOSED) && !key.equals(MessageKeys.REDACTED))
                .toList();
        String key = keys.get(number % keys.size());
        if (key.startsWith("retained.")) {
            return decision(Outcome.RETAIN_UNTIL, LocalDate.of(2036, 9, 1), key);
        }
        if (key.startsWith("refused.")) {
            return decision(Outcome.REFUSE, null, key);
        }
        return decision(
                switch (key) {
                    case MessageKeys.REVIEW -> Outcome.REVIEW;
                    case MessageKeys.ANONYMISED -> Outcome.ANONYMISE;
                    default -> Outcome.ERASE;
                },
                null,
                key);
    }

    private static Decision decision(Outcome outcome, LocalDate until, String key) {
        return new Decision(outcome, "sample", 1, until, null, null, key, false, false);
    }

    private static Item item(Connector connector, Connector.ItemType type, int number) {
        Map<String, String> dates = new LinkedHashMap<>();
        type.dates().keySet().forEach(event -> dates.put(event, DAY));
        Map<String, Object> record = new LinkedHashMap<>();
        type.fields().forEach((name, field) -> record.put(name, value(type, name, field, number)));
        return new Item(
                UUID.randomUUID(),
                connector.system(),
                type.name(),
                "A-" + (number + 1001),
                new ItemFacts(
                        connector.system(),
                        null,
                        type.name(),
                        type.retention(),
                        null,
                        ItemFacts.Status.NONE,
                        dates,
                        Set.of(),
                        Map.of(),
                        null,
                        type.provenance(),
                        Set.of()),
                record,
                List.of());
    }

    private static Object value(Connector.ItemType type, String name, Connector.Field field, int number) {
        if (!field.codes().isEmpty()) {
            return field.codes().keySet().iterator().next();
        }
        if (type.dates().containsValue(name) || field.type() == Connector.FieldType.DATE) {
            return DAY;
        }
        if (name.equals(type.reference())) {
            return "A-" + (number + 1001);
        }
        if (field.type() == Connector.FieldType.BOOLEAN) {
            return true;
        }
        if (field.type() == Connector.FieldType.NUMBER) {
            return new BigDecimal("12345.50");
        }
        if (name.equals("address")) {
            return "Example Street 1, 12345 Example";
        }
        return Stream.of(Map.entry(KeyKind.NAME, NAME), Map.entry(KeyKind.EMAIL, "ada@mail.example"))
                .filter(key -> name.equals(type.subjectMatch().get(key.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(DOTS);
    }
}
