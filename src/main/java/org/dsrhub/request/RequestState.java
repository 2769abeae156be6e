package org.dsrhub.request;

/** Where a request stands. A partial answer does not close a request; only {@link #CLOSED} ends it. */
public enum RequestState {
    RECEIVED,
    IDENTIFICATION,
    COLLECTING,
    DECIDING,
    REVIEW,
    EXECUTING,
    ANSWERING,
    DELIVERING,
    PARTLY_ANSWERED,
    CLOSED
}
