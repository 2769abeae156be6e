package org.dsrhub.identity.signature;

/** What a sender made is refused unread; its message is the reason code and nothing of the content. */
final class Refused extends RuntimeException {
    Refused(String code) {
        super(code, null, false, false);
    }
}
