package org.dsrhub.ledger;

/** Does the tasks of a queue; what it throws becomes a retry, or a failure where it is a {@code Problem}. */
interface Worker {
    Completion work(Lease lease) throws Exception;
}
