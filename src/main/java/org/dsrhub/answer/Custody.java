package org.dsrhub.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.ledger.AuditEntry;

/**
 * The chain of custody of each recording and document, as the request's audit chain tells it: the hash of the bytes that its
 * system sent, of each redacted copy, and who fetched it to listen.
 *
 * @param sha256 of the source's bytes as they came
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Custody(
        String media, String system, String mediaType, Long size, String sha256, List<Copy> copies, List<Heard> heard) {

    /** @param sourceSha256 of the recording that it was made of, read again when it was named */
    record Copy(String sha256, String sourceSha256, String by, Instant at) {}

    record Heard(String by, Instant at) {}

    /** @param silent recordings of items that nobody is told of */
    static List<Custody> of(List<AuditEntry> history, Set<String> silent) {
        Map<String, Custody> custody = new LinkedHashMap<>();
        for (AuditEntry entry : history) {
            switch (entry.event()) {
                case "recordings-taken" -> taken(entry, custody);
                case "redacted-copy" ->
                    known(entry, custody)
                            .copies()
                            .add(new Copy(text(entry, "copySha256"), text(entry, "sha256"), entry.actor(), entry.at()));
                case "recording-fetched" -> known(entry, custody).heard().add(new Heard(entry.actor(), entry.at()));
                default -> {
                    // tells nothing of a recording
                }
            }
        }
        custody.keySet().removeAll(silent);
        return List.copyOf(custody.values());
    }

    private static void taken(AuditEntry entry, Map<String, Custody> custody) {
        if (entry.details().get("recordings") instanceof Collection<?> recordings) {
            for (Object one : recordings) {
                if (one instanceof Map<?, ?> taken) {
                    String media = String.valueOf(taken.get("media"));
                    custody.put(
                            media,
                            new Custody(
                                    media,
                                    text(entry, "system"),
                                    String.valueOf(taken.get("type")),
                                    taken.get("size") instanceof Number size ? size.longValue() : null,
                                    String.valueOf(taken.get("sha256")),
                                    new ArrayList<>(),
                                    new ArrayList<>()));
                }
            }
        }
    }

    private static Custody known(AuditEntry entry, Map<String, Custody> custody) {
        return custody.computeIfAbsent(
                text(entry, "media"),
                media -> new Custody(media, null, null, null, null, new ArrayList<>(), new ArrayList<>()));
    }

    private static String text(AuditEntry entry, String name) {
        Object value = entry.details().get(name);
        return value == null ? null : value.toString();
    }
}
