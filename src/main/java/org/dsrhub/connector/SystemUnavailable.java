package org.dsrhub.connector;

/** A system does not answer as it should just now: worth another try, with back-off. Never holds personal data. */
public class SystemUnavailable extends RuntimeException {
    public SystemUnavailable(String message) {
        super(message);
    }
}
