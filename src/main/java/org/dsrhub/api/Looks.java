package org.dsrhub.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.ledger.Requests;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Who looked at what of a request's personal data, in its audit chain; and whether what a caller decides on is still what
 * they saw (ETag and If-Match, RFC 9110, 13.1.1).
 */
@Component
class Looks {
    enum Look {
        PACKAGE_FETCHED,
        SECRET_FETCHED,
        ITEMS_LISTED,
        REVIEW_LISTED,
        RECORDING_FETCHED,
        CANDIDATES_LISTED,
        RELATED_LISTED,
        FORM_READ,
        AUTOMATED_DECISIONS_READ,
        EVIDENCE_LISTED,
        EVIDENCE_FETCHED,
        QUARANTINED_FETCHED,
        CASE_EXPORTED;

        String event() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private static final Set<String> EVENTS =
            Arrays.stream(Look.values()).map(Look::event).collect(Collectors.toUnmodifiableSet());

    private final Requests requests;
    private final Callers callers;
    private final HttpServletRequest call;

    /** @param call of the thread that asks */
    Looks(Requests requests, Callers callers, HttpServletRequest call) {
        this.requests = requests;
        this.callers = callers;
        this.call = call;
    }

    /** Before anything is shown: what cannot be recorded is not seen. */
    void record(UUID requestId, Look look, Map<String, Object> details) {
        requests.audit(requestId, callers.name(), look.event(), details);
    }

    /** Read before what it is the tag of. */
    String tag(UUID requestId) {
        return "\"" + requests.version(requestId, EVENTS) + "\"";
    }

    /**
     * In the transaction that changes the request.
     *
     * @throws Changed where the caller says what they saw and it is that no more
     */
    void unchanged(UUID requestId) {
        String seen = call.getHeader(HttpHeaders.IF_MATCH);
        if (seen == null) {
            return;
        }
        String now = "\"" + requests.lockedVersion(requestId, EVENTS) + "\"";
        boolean same =
                Arrays.stream(seen.split(",")).map(String::strip).anyMatch(tag -> tag.equals("*") || tag.equals(now));
        if (!same) {
            throw new Changed();
        }
    }

    /** HTTP 412. */
    static final class Changed extends RuntimeException {
        Changed() {
            super("the request has changed since; look at it again");
        }
    }
}
