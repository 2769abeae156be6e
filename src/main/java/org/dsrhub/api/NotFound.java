package org.dsrhub.api;

/** There is none of that id, or none that the caller may know of. HTTP 404. */
class NotFound extends RuntimeException {
    NotFound(String what) {
        super("There is no such " + what + ", or this account may not see it");
    }
}
