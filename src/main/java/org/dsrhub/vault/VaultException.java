package org.dsrhub.vault;

/**
 * The vault could not keep or give a content; the message names what to do and holds no personal data. Worth a retry,
 * but for {@link #SHREDDED} and {@link #TAMPERED}.
 */
public class VaultException extends RuntimeException {
    /** The store has no room. */
    public static final String FULL = "vault-full";
    /** The store refused a write. */
    public static final String WRITE = "vault-write";
    /** The request has no key (yet). */
    public static final String NO_KEY = "vault-no-key";
    /** The request's key is deleted for good. */
    public static final String SHREDDED = "vault-shredded";
    /** A key or sealed value is not what the hub wrote. */
    public static final String TAMPERED = "vault-tampered";
    /** The master key epoch that wrapped it is not configured. */
    public static final String NO_EPOCH = "vault-no-epoch";

    private final String code;

    public VaultException(String code, String remedy, Throwable cause) {
        super(code + ": " + remedy, cause);
        this.code = code;
    }

    /** One of this class's constants. */
    public String code() {
        return code;
    }
}
