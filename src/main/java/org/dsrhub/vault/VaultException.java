package org.dsrhub.vault;

/** The vault could not keep or give a content; the message names what to do and holds no personal data. Worth a retry. */
public class VaultException extends RuntimeException {
    public VaultException(String code, String remedy, Throwable cause) {
        super(code + ": " + remedy, cause);
    }
}
