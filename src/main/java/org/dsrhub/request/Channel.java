package org.dsrhub.request;

/** By which way a request came in. */
public enum Channel {
    PORTAL,
    MAIL,
    POST,
    PHONE,
    OFFICE
}
