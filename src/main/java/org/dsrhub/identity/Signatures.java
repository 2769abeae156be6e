package org.dsrhub.identity;

/**
 * Says whose electronic signature something bears: an ASiC-E or BDOC container (XAdES), a PDF (PAdES), or a signed mail
 * (S/MIME). Rules of ETSI EN 319 102-1 against the operator's own trust anchors, without any network access unless one is
 * configured. Never throws for what a sender wrote, takes no longer than its time limit, and bounds what it unpacks.
 *
 * <p>A signature says who signed, not who asks: callers see to it that what was signed is the request.
 */
public interface Signatures {
    /** Whether that looks like something {@link #check} knows, by its first bytes. */
    boolean knows(byte[] document);

    /** @param document a container or a PDF, whatever it is called */
    SignatureReport check(byte[] document);

    /**
     * @param signature CMS signed data (RFC 5652)
     * @param content what it signs, exactly as signed; null where the signature holds it itself
     */
    SignatureReport check(byte[] signature, byte[] content);
}
