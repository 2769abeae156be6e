package org.dsrhub.connector;

import java.util.List;
import java.util.Set;

/** The system answers with a fault. Only names are kept: its words may be about a person. */
final class SoapFault extends Exception {
    private static final Set<String> SENDER =
            Set.of("Client", "Sender", "VersionMismatch", "MustUnderstand", "DataEncodingUnknown");
    private static final Set<String> RECEIVER = Set.of("Server", "Receiver");
    /** OASIS Web Services Security 1.1.1, 12; and how CXF, WCF and Axis name the same. */
    private static final Set<String> SECURITY = Set.of(
            "UnsupportedSecurityToken",
            "UnsupportedAlgorithm",
            "InvalidSecurity",
            "InvalidSecurityToken",
            "FailedAuthentication",
            "FailedCheck",
            "SecurityTokenUnavailable",
            "MessageExpired",
            "SecurityError",
            "Authentication");

    enum Blame {
        SENDER,
        RECEIVER,
        SECURITY,
        /** a fault of the system's own, which says not who has to mend it */
        UNKNOWN
    }

    private final transient List<String> codes;
    private final transient List<String> details;

    /** @param codes local names, the most general first @param details names of the elements under detail */
    SoapFault(List<String> codes, List<String> details) {
        super("fault", null, false, false);
        this.codes = codes;
        this.details = details;
    }

    boolean isOneOf(Set<String> names) {
        return codes.stream().anyMatch(names::contains) || details.stream().anyMatch(names::contains);
    }

    Blame blame() {
        return isCoded(SECURITY)
                ? Blame.SECURITY
                : isCoded(SENDER) ? Blame.SENDER : isCoded(RECEIVER) ? Blame.RECEIVER : Blame.UNKNOWN;
    }

    private boolean isCoded(Set<String> names) {
        return codes.stream().anyMatch(names::contains);
    }

    /** The code, where it is one that standards know. */
    String code() {
        for (Set<String> known : List.of(SECURITY, SENDER, RECEIVER)) {
            for (String code : codes) {
                if (known.contains(code)) {
                    return code;
                }
            }
        }
        return "of its own";
    }
}
