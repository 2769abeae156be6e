package org.dsrhub.intake;

import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.SignatureReport.Verdict;
import org.dsrhub.identity.Signatures;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;

/**
 * Identification by a signed mail: a container or PDF attached to it, or S/MIME. A signature proves who signed, so that what
 * is signed has to be the request itself, and recent: else anybody could attach an old contract of somebody.
 */
@Component
class SignedMail {
    static final String QUALIFIED = "qualified-signature";
    /** Accepted without a human only where the controller's ladder names it. */
    static final String WITHOUT_TIME = "signature-without-timestamp";

    /** Mails above it are for a human: what they hold would have to be held in memory. */
    static final int LARGEST = 9 * 1024 * 1024;

    private static final int MOST_DOCUMENTS = 3;
    private static final Duration RECENT = Duration.ofDays(30);

    private final Signatures signatures;
    private final NationalIds nationalIds;
    private final Lexicons lexicons;
    private final MailReader reader;

    SignedMail(Signatures signatures, NationalIds nationalIds, Lexicons lexicons, MailReader reader) {
        this.signatures = signatures;
        this.nationalIds = nationalIds;
        this.lexicons = lexicons;
        this.reader = reader;
    }

    /**
     * What a mail proves about its sender, as a code that letters and caseworkers go by.
     *
     * <ul>
     *   <li>{@code signature-accepted}: the only one with evidence
     *   <li>{@code signature-invalid}: refused politely, with the other channels
     *   <li>{@code signature-undecided}: a caseworker decides
     *   <li>{@code signature-not-recent}, {@code signature-not-of-the-request}: a caseworker decides
     *   <li>{@code signer-not-subject}: a power of attorney is asked for; nothing is said about anybody
     *   <li>{@code signature-not-offered}: this controller takes none by mail
     *   <li>{@code signature-required}: none is there, and this controller takes nothing else by mail, no scans either
     *   <li>null: none is there, and none is needed
     * </ul>
     *
     * @param evidence null unless accepted
     * @param subject the number to go by: the one the mail names, or the signer's where it names none
     * @param details for the audit, without personal data
     */
    record Finding(String code, NewRequest.Evidence evidence, NationalId subject, Map<String, Object> details) {
        /** The same where the sender's domain disowns the mail: somebody else may have sent on what another signed. */
        Finding disowned() {
            return evidence == null ? this : new Finding("signature-undecided", null, subject, details);
        }

        /** What a mail shows to be missing, null where it is only that nothing shows who wrote it. */
        Need lacking() {
            return code == null
                    ? null
                    : switch (code) {
                        case "signature-required" -> Need.SIGNATURE;
                        case "signature-invalid" -> Need.VALID_SIGNATURE;
                        case "signer-not-subject" -> Need.MANDATE;
                        case "signature-undecided", "signature-not-recent", "signature-not-of-the-request" ->
                            Need.SIGNATURE_CHECK;
                        default -> null;
                    };
        }

        @Override
        public String toString() {
            return "Finding[" + code + "]";
        }
    }

    /**
     * The signatures of one mail.
     *
     * @param report over all of them, null where there is none
     * @param text what they sign
     * @param reference of what was verified, a digest
     */
    record Checked(SignatureReport report, String text, String reference) {
        static final Checked UNSIGNED = new Checked(null, "", null);

        @Override
        public String toString() {
            return "Checked[" + report + "]";
        }
    }

    /** Takes up to some seconds and may ask the mail server again: outside of transactions. */
    Checked check(RawMail raw, CapturedMail captured, String fallbackCharset) {
        boolean readable = captured.size() <= LARGEST;
        MailSignatures found = MailSignatures.of(readable ? whole(raw, captured) : captured.head(), signatures);
        if (found.isEmpty()) {
            return Checked.UNSIGNED;
        }
        if (!readable) {
            return new Checked(SignatureReport.refused(Verdict.INDETERMINATE, "too-large"), "", null);
        }
        if (found.size() > MOST_DOCUMENTS) {
            return new Checked(SignatureReport.refused(Verdict.INDETERMINATE, "too-many-documents"), "", null);
        }
        List<SignatureReport> reports = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        MessageDigest digest = sha256();
        for (byte[] document : found.documents()) {
            SignatureReport report = signatures.check(document);
            reports.add(report);
            text.append(report.text()).append('\n');
            digest.update(document);
        }
        if (found.cms() != null) {
            SignatureReport report = signatures.check(found.cms(), found.content());
            reports.add(report);
            if (report.verdict() != Verdict.INVALID) {
                text.append(reader.read(content(found), fallbackCharset).text());
            }
            digest.update(found.cms());
        }
        return new Checked(
                together(reports),
                text.toString(),
                HexFormat.of().formatHex(digest.digest()).substring(0, 32));
    }

    /**
     * @param rights that the whole mail asks for
     * @param named the number that the whole mail names, null where none
     */
    Finding identify(
            Checked checked, DataController.Identification ladder, Set<Right> rights, NationalId named, Instant now) {
        SignatureReport report = checked.report();
        if (report == null) {
            boolean required =
                    rights.stream().anyMatch(right -> !ladder.required(right).equals("L0"))
                            && ladder.methods().stream()
                                    .filter(method -> method.channel() == Channel.MAIL)
                                    .allMatch(method -> method.method().equals(QUALIFIED));
            return new Finding(required ? "signature-required" : null, null, named, Map.of());
        }
        boolean withoutTime = report.verdict() == Verdict.INDETERMINATE
                && report.signer() != null
                && report.reasons().equals(List.of("no-timestamp"));
        String method = withoutTime ? WITHOUT_TIME : QUALIFIED;
        String level = ladder.level(Channel.MAIL, method);
        String code;
        if (report.verdict() == Verdict.INVALID) {
            code = "signature-invalid";
        } else if (report.verdict() != Verdict.VALID && !(withoutTime && !level.equals("L0"))) {
            code = "signature-undecided";
        } else if (named != null && nationalIds.compare(named, report.signer()) != NationalIds.Likeness.SAME) {
            code = "signer-not-subject";
        } else if (level.equals("L0")) {
            code = "signature-not-offered";
        } else if (report.signedAt() == null || report.signedAt().isBefore(now.minus(RECENT))) {
            code = "signature-not-recent";
        } else if (!lexicons.read(checked.text()).rights().containsAll(rights)) {
            code = "signature-not-of-the-request";
        } else {
            code = "signature-accepted";
        }
        boolean accepted = code.equals("signature-accepted");
        Map<String, Object> details = Map.of(
                "outcome",
                code,
                "verdict",
                report.verdict().name(),
                "reasons",
                String.join(",", report.reasons()),
                "level",
                report.level() == null ? "" : report.level());
        return new Finding(
                code,
                accepted ? new NewRequest.Evidence(level, method, checked.reference()) : null,
                accepted && named == null ? report.signer() : named,
                details);
    }

    /** The worst of them, and nobody where they name different people. */
    private SignatureReport together(List<SignatureReport> reports) {
        SignatureReport worst = reports.get(0);
        for (SignatureReport report : reports) {
            if (report.verdict().compareTo(worst.verdict()) > 0) {
                worst = report;
            }
        }
        for (SignatureReport report : reports) {
            NationalId first = reports.get(0).signer();
            boolean same = first != null
                    && report.signer() != null
                    && nationalIds.compare(first, report.signer()) == NationalIds.Likeness.SAME;
            if (worst.verdict() != Verdict.INVALID && !same && reports.size() > 1) {
                return SignatureReport.refused(Verdict.INDETERMINATE, "several-signers");
            }
        }
        return worst;
    }

    private static byte[] content(MailSignatures found) {
        if (found.content() != null) {
            return found.content();
        }
        try {
            Object content = new CMSSignedData(found.cms()).getSignedContent().getContent();
            return content instanceof byte[] bytes ? bytes : new byte[0];
        } catch (CMSException | RuntimeException e) {
            return new byte[0];
        }
    }

    private static byte[] whole(RawMail raw, CapturedMail captured) {
        if (captured.whole()) {
            return captured.head();
        }
        Bounded bytes = new Bounded();
        try {
            raw.writeTo(bytes);
        } catch (IOException | MessagingException e) {
            throw new Problem("mail-server", "the mail could not be fetched whole; it is fetched again", e);
        }
        return bytes.bytes.toByteArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime offers no SHA-256", e);
        }
    }

    /** A server that sends more than it sent before fills no memory. */
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] more, int offset, int length) {
            bytes.write(more, offset, Math.min(length, LARGEST - bytes.size()));
        }
    }
}
