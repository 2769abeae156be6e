package org.dsrhub.request;

/** How a closed request ended. */
public enum RequestOutcome {
    FULFILLED,
    REFUSED,
    CANCELLED
}
