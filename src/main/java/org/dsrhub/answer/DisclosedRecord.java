package org.dsrhub.answer;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.connector.Connector;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Redactions;

/**
 * A record as the subject may see it.
 *
 * @param fields in the connector file's order; a masked one has no value
 * @param masked fields about somebody else
 * @param media where anything is masked only the copies that a person has redacted, and texts that the values are blacked out
 *     of: a voice cannot be
 * @param blackOut what is hidden of everything that tells of the record
 */
record DisclosedRecord(Map<String, Object> fields, Set<String> masked, List<Item.Media> media, BlackOut blackOut) {
    /** Longer texts stay with whoever redacts them by hand: they are held in memory. */
    private static final long LONGEST_TEXT = 4L << 20;

    private static final Set<String> TEXTS = Set.of("text/plain", "text/csv");

    /** Shorter values of others stand in every text: they are masked in their own field only. */
    private static final int LEAST_OF_OTHERS = 3;

    /** A longer value is a sentence, whose words with a capital letter are not all names. */
    private static final int MOST_WORDS_OF_A_NAME = 6;

    /** Of a kind that the connector file no longer knows a redacted record shows nothing. */
    static DisclosedRecord of(Reported reported, Dossier dossier) {
        Connector.ItemType type =
                dossier.type(reported.item().system(), reported.item().type());
        Map<String, Object> fields = new LinkedHashMap<>();
        Set<String> masked = new LinkedHashSet<>();
        Map<String, Object> record = reported.item().record();
        if (type != null) {
            type.fields().keySet().stream()
                    .filter(record::containsKey)
                    .forEach(name -> fields.put(name, record.get(name)));
        }
        record.forEach(fields::putIfAbsent);
        if (reported.redacted()) {
            fields.replaceAll((name, value) -> {
                if (value == null || !concernsOthers(type, name)) {
                    return value;
                }
                masked.add(name);
                return redacted(type, name, value);
            });
        }
        BlackOut blackOut = blackOut(reported, dossier);
        fields.replaceAll((name, value) -> masked.contains(name) && value == null ? null : blackOut.apply(value));
        return new DisclosedRecord(fields, masked, media(reported), blackOut);
    }

    /**
     * Hides what a person has named, and whatever the fields about others hold, wherever else it stands: their names word by
     * word, but for those that are the subject's too.
     */
    static BlackOut blackOut(Reported reported, Dossier dossier) {
        if (!reported.redacted()) {
            return BlackOut.NOTHING;
        }
        Item item = reported.item();
        Connector.ItemType type = dossier.type(item.system(), item.type());
        List<String> ofOthers = new ArrayList<>();
        item.record().forEach((name, value) -> {
            if (concernsOthers(type, name)) {
                addTexts(ofOthers, value);
            }
        });
        Set<String> own = words(dossier.subject().name()).map(BlackOut::compact).collect(Collectors.toSet());
        Set<String> names = ofOthers.stream()
                .filter(text -> words(text).count() <= MOST_WORDS_OF_A_NAME)
                .flatMap(DisclosedRecord::words)
                .filter(word -> word.chars().allMatch(Character::isLetter)
                        && Character.isUpperCase(word.codePointAt(0))
                        && word.length() >= LEAST_OF_OTHERS)
                .filter(word -> !own.contains(BlackOut.compact(word)))
                .collect(Collectors.toSet());
        ofOthers.addAll(reported.redaction().values());
        return new BlackOut(ofOthers, names);
    }

    private static Stream<String> words(String text) {
        return text == null
                ? Stream.of()
                : Stream.of(text.split("[^\\p{L}\\p{M}\\p{N}]+")).filter(word -> !word.isEmpty());
    }

    private static void addTexts(List<String> texts, Object value) {
        if (value instanceof Collection<?> list) {
            list.forEach(element -> addTexts(texts, element));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> addTexts(texts, element));
        } else if (value != null && !(value instanceof Boolean)) {
            String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
            if (BlackOut.compact(text).length() >= LEAST_OF_OTHERS) {
                texts.add(text);
            }
        }
    }

    /** What of its recordings and documents leaves, in place of a redacted one its copy. */
    static List<Item.Media> media(Reported reported) {
        if (!reported.redacted()) {
            return reported.item().media();
        }
        List<Item.Media> media = new ArrayList<>();
        for (Item.Media one : reported.item().media()) {
            Redactions.Copy copy = reported.redaction().copies().get(one.blobId());
            if (copy != null) {
                media.add(new Item.Media(null, copy.mediaType(), copy.blobId(), copy.size()));
            } else if (hasText(reported, one)) {
                media.add(one);
            }
        }
        return media;
    }

    /** Whether it is a text that is sent with the values blacked out, as {@link #blackOut} does. */
    static boolean hasText(Reported reported, Item.Media media) {
        String type = media.mediaType() == null
                ? ""
                : media.mediaType().replaceAll(";.*", "").strip();
        return reported.redacted()
                && !reported.redaction().values().isEmpty()
                && TEXTS.contains(type)
                && media.size() <= LONGEST_TEXT
                && reported.item().media().contains(media);
    }

    private static Object redacted(Connector.ItemType type, String name, Object value) {
        Connector.Field field = type == null ? null : type.fields().get(name);
        return field != null && field.redaction() == Connector.Redaction.INITIALS
                ? Stream.of(value.toString().strip().split("[\\s.]+"))
                        .filter(word -> !word.isEmpty())
                        .map(word -> word.substring(0, word.offsetByCodePoints(0, 1)) + ".")
                        .collect(Collectors.joining())
                : null;
    }

    private static boolean concernsOthers(Connector.ItemType type, String name) {
        Connector.Field field = type == null ? null : type.fields().get(name);
        return field == null || field.thirdParty();
    }

    /** Never the person: this record may end in a log. */
    @Override
    public String toString() {
        return "DisclosedRecord[" + fields.size() + " fields]";
    }
}
