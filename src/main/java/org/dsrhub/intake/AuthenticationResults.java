package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the controller's own mail server found out about the sender's domain (RFC 8601): evidence for people, and never who
 * wrote. Only the topmost header of a host that the mailbox trusts counts; whatever stands below may be the sender's own.
 *
 * @param spf a result of RFC 8601, several joined by a comma, {@code none} where the host told nothing
 */
record AuthenticationResults(String spf, String dkim, String dmarc) {
    /** Setting of a mailbox whose server does not name itself in the header, as Exchange Online does not. */
    static final String NAMELESS = "-";

    static final AuthenticationResults NONE = new AuthenticationResults("none", "none", "none");

    private static final Set<String> RESULTS = Set.of(
            "pass",
            "fail",
            "softfail",
            "neutral",
            "none",
            "temperror",
            "permerror",
            "policy",
            "hardfail",
            "bestguesspass");

    /**
     * @param headers values of {@code Authentication-Results}, the topmost first
     * @param trusted authserv-ids, none to trust nobody
     */
    static AuthenticationResults of(List<String> headers, Set<String> trusted) {
        for (String header : headers) {
            List<String> parts = parts(header);
            String first = parts.get(0);
            boolean nameless = first.contains("=");
            String host = nameless ? NAMELESS : first.split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
            if (trusted.contains(host)) {
                return of(nameless ? parts : parts.subList(1, parts.size()));
            }
        }
        return NONE;
    }

    /** The sender's domain says that such a mail is not its own. Forwarding breaks that too. */
    boolean disowned() {
        return dmarc.contains("fail");
    }

    /** For the audit: words of the standard only. */
    Map<String, Object> details() {
        return Map.of("spf", spf, "dkim", dkim, "dmarc", dmarc);
    }

    private static AuthenticationResults of(List<String> results) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String result : results) {
            int equals = result.indexOf('=');
            if (equals > 0) {
                String method = result.substring(0, equals)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst("/.*", "");
                String word =
                        result.substring(equals + 1).strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
                if (RESULTS.contains(word)) {
                    found.merge(method, word, (one, other) -> one.contains(other) ? one : one + "," + other);
                }
            }
        }
        return new AuthenticationResults(
                found.getOrDefault("spf", "none"),
                found.getOrDefault("dkim", "none"),
                found.getOrDefault("dmarc", "none"));
    }

    /** Between semicolons, without comments; what stands in quotes is no separator and is no result. */
    private static List<String> parts(String header) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == '\\' && (quoted || depth > 0)) {
                i++;
            } else if (quoted) {
                quoted = c != '"';
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0 && c == '"') {
                quoted = true;
            } else if (depth == 0 && c == ';') {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else if (depth == 0) {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        return parts;
    }
}
