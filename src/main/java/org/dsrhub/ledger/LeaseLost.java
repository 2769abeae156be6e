package org.dsrhub.ledger;

/** The worker's lease ran out and another may have the task: stop, whatever comes of it no longer counts. */
public class LeaseLost extends RuntimeException {
    LeaseLost(String message) {
        super(message);
    }
}
