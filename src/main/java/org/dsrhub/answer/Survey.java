package org.dsrhub.answer;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dsrhub.connector.Connector;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;

/** What a letter has to say about the items of one answer, in numbers; filled by one pass over the items. */
final class Survey {
    /** Up to that many records the letter names each, beyond it groups them. */
    static final int ROWS = 60;

    private final int round;
    private final boolean items;
    private final Map<String, Tally> systems = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final Map<Group, Span> groups = new LinkedHashMap<>();
    private final List<String> address = new ArrayList<>();
    private final Map<String, Map<String, Integer>> portable = new TreeMap<>();
    private final Map<Kind, Integer> undecided = new LinkedHashMap<>();
    private boolean addressProtected;
    private boolean suppression;
    private long characters;
    private int outcomes;

    /** Of one system; the records of this answer but for {@code earlier} and {@code undecided}. */
    static final class Tally {
        int records;
        int disclosed;
        int redacted;
        int overrun;
        int media;
        int earlier;
        int undecided;
        final Map<String, Integer> withheld = new TreeMap<>();
    }

    /** One record with what became of it. */
    record Row(String system, String type, String reference, LocalDate day, Decision decision, boolean executed) {}

    /** Records of one sort. */
    record Kind(String system, String type) {}

    /** Records that one line of a letter speaks of. */
    record Group(String system, String type, Outcome outcome, String messageKey, boolean executed) {}

    /** Days between which the last days of a group lie; null where it has none. */
    static final class Span {
        int count;
        LocalDate from;
        LocalDate until;
    }

    /** @param items whether each item awaits a decision; else those without one are none of the answer's */
    Survey(int round, boolean items) {
        this.round = round;
        this.items = items;
    }

    void add(Reported reported, Dossier dossier) {
        Item item = reported.item();
        Connector.ItemType type = dossier.type(item.system(), item.type());
        BlackOut blackOut = DisclosedRecord.blackOut(reported, dossier);
        if (reported.round() == null) {
            if (items) {
                tally(item.system()).undecided++;
                undecided.merge(new Kind(item.system(), item.type()), 1, Integer::sum);
            } else {
                readAddress(item, type, blackOut);
            }
            return;
        }
        if (reported.silent()) {
            return;
        }
        readAddress(item, type, blackOut);
        Tally tally = tally(item.system());
        if (reported.round() != round) {
            tally.earlier++;
            return;
        }
        tally.records++;
        if (reported.disclosed()) {
            tally.disclosed++;
            tally.redacted += reported.redacted() ? 1 : 0;
            tally.media += DisclosedRecord.media(reported).size();
            if (reported.portable()) {
                portable.computeIfAbsent(item.system(), any -> new TreeMap<>()).merge(item.type(), 1, Integer::sum);
            }
            item.record()
                    .values()
                    .forEach(value ->
                            characters += value == null ? 4 : value.toString().length());
        } else if (reported.withheld()) {
            tally.withheld.merge(reported.access().decision().messageKey(), 1, Integer::sum);
        }
        tally.overrun += reported.overrun() ? 1 : 0;
        if (reported.erasure() != null) {
            outcome(reported, type, blackOut);
        }
    }

    private Tally tally(String system) {
        return systems.computeIfAbsent(system, name -> new Tally());
    }

    private void outcome(Reported reported, Connector.ItemType type, BlackOut blackOut) {
        Decision decision = reported.erasure().decision();
        Item item = reported.item();
        outcomes++;
        suppression |= decision.suppression();
        if (rows.size() < ROWS) {
            rows.add(new Row(
                    item.system(),
                    item.type(),
                    blackOut.apply(item.reference()),
                    ItemDay.of(item, type),
                    decision,
                    reported.executed()));
        }
        Span span = groups.computeIfAbsent(
                new Group(item.system(), item.type(), decision.outcome(), decision.messageKey(), reported.executed()),
                group -> new Span());
        span.count++;
        if (decision.until() != null) {
            span.from = span.from == null || decision.until().isBefore(span.from) ? decision.until() : span.from;
            span.until = span.until == null || decision.until().isAfter(span.until) ? decision.until() : span.until;
        }
    }

    /** The postal address comes from the systems: the request itself has none. */
    private void readAddress(Item item, Connector.ItemType type, BlackOut blackOut) {
        if (type == null) {
            return;
        }
        item.record().forEach((name, value) -> {
            Connector.Field field = type.fields().get(name);
            if (field == null || field.thirdParty() || value == null) {
                return;
            }
            if (isProtection(name, field)) {
                addressProtected |= value.toString().equalsIgnoreCase("true");
            } else if (address.isEmpty()
                    && isAddress(name, field)
                    && !value.toString().isBlank()
                    && blackOut.apply(value).equals(value)) {
                address.addAll(List.of(value.toString().strip().split("\\s*[,;\\n]\\s*")));
            }
        });
    }

    private static boolean isAddress(String name, Connector.Field field) {
        return "address".equals(field.category()) || "contact".equals(field.category()) && name.equals("address");
    }

    private static boolean isProtection(String name, Connector.Field field) {
        return "address-protection".equals(field.category())
                || "contact".equals(field.category()) && name.replace("_", "").equalsIgnoreCase("protectedAddress");
    }

    Map<String, Tally> systems() {
        return systems;
    }

    Tally of(String system) {
        return systems.getOrDefault(system, new Tally());
    }

    /** Every record, or none where there are more than {@link #ROWS}. */
    List<Row> rows() {
        return outcomes > ROWS ? List.of() : rows;
    }

    /** What a person still examines. */
    Map<Kind, Integer> undecided() {
        return undecided;
    }

    Map<Group, Span> groups() {
        return groups;
    }

    /** System → kind of record → how many of them are portable. */
    Map<String, Map<String, Integer>> portable() {
        return portable;
    }

    int outcomes() {
        return outcomes;
    }

    boolean suppression() {
        return suppression;
    }

    /** Characters of all disclosed values together. */
    long characters() {
        return characters;
    }

    List<String> address() {
        return List.copyOf(address);
    }

    boolean addressProtected() {
        return addressProtected;
    }

    int records() {
        return systems.values().stream().mapToInt(tally -> tally.records).sum();
    }

    int disclosed() {
        return systems.values().stream().mapToInt(tally -> tally.disclosed).sum();
    }

    int redacted() {
        return systems.values().stream().mapToInt(tally -> tally.redacted).sum();
    }

    int overrun() {
        return systems.values().stream().mapToInt(tally -> tally.overrun).sum();
    }

    int media() {
        return systems.values().stream().mapToInt(tally -> tally.media).sum();
    }

    int systemsWithRecords() {
        return (int)
                systems.values().stream().filter(tally -> tally.records > 0).count();
    }

    int count(Outcome outcome) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().outcome() == outcome)
                .mapToInt(entry -> entry.getValue().count)
                .sum();
    }

    /** Erased or anonymised: carried out, or not yet confirmed. */
    int gone(boolean executed) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().executed() == executed
                        && (entry.getKey().outcome() == Outcome.ERASE
                                || entry.getKey().outcome() == Outcome.ANONYMISE))
                .mapToInt(entry -> entry.getValue().count)
                .sum();
    }
}
