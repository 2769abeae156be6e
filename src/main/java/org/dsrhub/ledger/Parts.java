package org.dsrhub.ledger;

import java.util.EnumSet;
import java.util.Set;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;

/**
 * Parts of a request at the other branches of its legal entity: decided and carried out there, answered with the lead. Pure.
 */
public final class Parts {
    /** The stage that opens parts, tells a lead that one is ready, and ends them; also the queue a lead waits in. */
    public static final String QUEUE = "branches";

    private static final Set<RequestState> READY = EnumSet.of(RequestState.DELIVERING, RequestState.PARTLY_ANSWERED);

    private Parts() {}

    /**
     * Whether the lead's answer may tell of it: all is carried out that has been decided. {@code DELIVERING} where nothing is
     * open, {@code PARTLY_ANSWERED} where something is still to come.
     */
    public static boolean isReady(RequestView part) {
        return READY.contains(part.state()) || part.outcome() == RequestOutcome.FULFILLED;
    }

    /** Whether its branch asks for more proof of who asks than there is: then nothing was searched, and nobody waits. */
    public static boolean isUnidentified(RequestView part) {
        return part.state() == RequestState.RECEIVED || part.state() == RequestState.IDENTIFICATION;
    }
}
