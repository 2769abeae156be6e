package org.dsrhub.request;

/**
 * A failure that repeating does not cure: the message says what is wrong and what to do, and never holds personal data.
 * Everything else that is thrown while a task runs is taken as passing and tried again with back-off.
 */
public class Problem extends RuntimeException {
    private final String code;

    /**
     * @param code a stable kebab-case word that a search finds, for example {@code reply-not-json}
     * @param remedy one sentence a person at three in the morning can act on
     */
    public Problem(String code, String remedy) {
        super(code + ": " + remedy);
        this.code = code;
    }

    public Problem(String code, String remedy, Throwable cause) {
        super(code + ": " + remedy, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
