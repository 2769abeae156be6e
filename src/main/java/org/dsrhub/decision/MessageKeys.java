package org.dsrhub.decision;

import java.util.List;

/** Keys of the sentences that letters say about an item; every language of {@code answer} has each of them. */
public final class MessageKeys {
    public static final String DISCLOSED = "disclosed";
    public static final String REDACTED = "redacted";
    public static final String REVIEW = "review";
    /** Art. 20: a right to a copy only, not to a portable one */
    public static final String NOT_PORTABLE = "not-portable";

    public static final String ERASED = "erased";
    public static final String ANONYMISED = "anonymised";
    public static final String SUPPRESSION = "suppression";
    public static final String RETAINED_QUOTE = "retained.quote";
    public static final String RETAINED_CLAIMS = "retained.claims";
    public static final String RETAINED_DEBT = "retained.debt";
    public static final String RETAINED_CALL = "retained.call";
    public static final String RETAINED_CASE = "retained.case";
    public static final String RETAINED_LAW = "retained.law";
    public static final String RETAINED_EVIDENCE = "retained.evidence";
    /** Art. 18: only stored until the restriction ends */
    public static final String RETAINED_RESTRICTED = "retained.restricted";
    /** an access request is answered first, the erasure runs after its delivery */
    public static final String RETAINED_REQUEST = "retained.request";

    public static final String REFUSED_CONTRACT = "refused.contract";
    public static final String REFUSED_OPEN_CLAIM = "refused.open-claim";
    public static final String REFUSED_DEBT = "refused.debt";

    public static final List<String> ALL = List.of(
            DISCLOSED,
            REDACTED,
            REVIEW,
            NOT_PORTABLE,
            ERASED,
            ANONYMISED,
            SUPPRESSION,
            RETAINED_QUOTE,
            RETAINED_CLAIMS,
            RETAINED_DEBT,
            RETAINED_CALL,
            RETAINED_CASE,
            RETAINED_LAW,
            RETAINED_EVIDENCE,
            RETAINED_RESTRICTED,
            RETAINED_REQUEST,
            REFUSED_CONTRACT,
            REFUSED_OPEN_CLAIM,
            REFUSED_DEBT);

    private MessageKeys() {}
}
