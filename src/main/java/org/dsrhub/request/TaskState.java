package org.dsrhub.request;

/** Where one question or command to one system, or one stage of a request, stands. */
public enum TaskState {
    /** free to be leased when its time comes */
    DUE,
    /** leased by a node */
    RUNNING,
    /** the system answers later (feed, agency, paper); holds no permit and is found again by its reference */
    WAITING,
    DONE,
    /** asked with a usable key and nothing is there */
    NOTHING_HELD,
    /** the system cannot be asked with any key that the hub has; never the same as "nothing held" */
    NOT_SEARCHABLE,
    /** records came back that too few keys tie to the subject; a clerk decides */
    UNATTRIBUTABLE,
    /** given up, with a reason that says the remedy; a human may retry */
    FAILED,
    /** a person has to answer */
    MANUAL,
    /** a record of somebody else came back; a person assesses it, nothing of it is delivered */
    QUARANTINED,
    /** an effect outside was started and its outcome is not known */
    UNKNOWN;

    /** Whether the task needs nothing more from the hub itself. */
    public boolean settled() {
        return switch (this) {
            case DONE, NOTHING_HELD, NOT_SEARCHABLE, UNATTRIBUTABLE, FAILED, QUARANTINED -> true;
            case DUE, RUNNING, WAITING, MANUAL, UNKNOWN -> false;
        };
    }
}
