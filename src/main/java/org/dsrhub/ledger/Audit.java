package org.dsrhub.ledger;

import java.util.UUID;

/** Verifies the chains. */
public interface Audit {
    Verification verify();

    /** @param brokenRequest null where all hold; else the first broken link is {@code brokenSeq} of this request */
    record Verification(boolean intact, long chains, long links, UUID brokenRequest, Integer brokenSeq) {}
}
