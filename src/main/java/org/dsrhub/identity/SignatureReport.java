package org.dsrhub.identity;

import java.time.Instant;
import java.util.List;
import org.dsrhub.request.NationalId;

/**
 * What is known of the signatures of one document. The signer is told only where every signature is intact and its
 * certificate was issued under a trust anchor: anybody can write any name into a certificate of their own.
 *
 * @param level the lowest of its signatures, such as {@code XAdES-BASELINE-LT}; null where none could be read
 * @param signedAt the proven time, else the one that the signer claims; null where neither is known
 * @param signer the one signer's national number, null unless there is one and it is valid
 * @param signerName as the certificate has it, null where {@code signer} is
 * @param reasons codes of everything that speaks against it, empty where {@code VALID}
 * @param text what was signed, as far as it is plain text or PDF, cut at {@link #LONGEST_TEXT} characters; never null
 */
public record SignatureReport(
        Verdict verdict,
        String level,
        Instant signedAt,
        NationalId signer,
        String signerName,
        List<String> reasons,
        String text) {
    public static final int LONGEST_TEXT = 200_000;

    public enum Verdict {
        /** qualified, intact, time-stamped, of one natural person */
        VALID,
        /** not broken, but something is missing; a caseworker decides by the controller's policy */
        INDETERMINATE,
        /** broken, revoked, or refused before it was read */
        INVALID
    }

    public SignatureReport {
        reasons = List.copyOf(reasons);
        text = text == null ? "" : text;
        if (verdict == Verdict.VALID && (signer == null || !reasons.isEmpty())) {
            throw new IllegalArgumentException("valid is what has a signer and nothing against it");
        }
        if (verdict == Verdict.INVALID && signer != null) {
            throw new IllegalArgumentException("an invalid signature proves no signer");
        }
    }

    /** Not read, or read and refused. */
    public static SignatureReport refused(Verdict verdict, String reason) {
        return new SignatureReport(verdict, null, null, null, null, List.of(reason), "");
    }

    /** Never a person: this record may end in a log. */
    @Override
    public String toString() {
        return "SignatureReport[" + verdict + ", " + level + ", " + reasons + "]";
    }
}
