package org.dsrhub.intake;

import jakarta.mail.MessagingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.vault.KeyedHash;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Says what becomes of a mail: a case, an entry for a human, or nothing where it was taken before. */
@Component
class MailDesk {
    private static final Map<String, String> CHARSETS =
            Map.of("EE", "windows-1257", "LV", "windows-1257", "LT", "windows-1257");

    private static final String CODE_REMEDY =
            "its code is wrong, used or too old; identify the sender another way, or ask for the request anew";

    private final MailReader reader;
    private final SignedMail signatures;
    private final Lexicons lexicons;
    private final IdentifierFinder identifiers;
    private final AttachmentReader attachments;
    private final Authorities authorities;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Admission admission;
    private final Requests requests;
    private final Quarantine quarantine;
    private final MailArchive archive;
    private final SeenMails seen;
    private final SenderLimits limits;
    private final ReturnedCodes codes;
    private final KeyedHash hash;
    private final TransactionTemplate transaction;

    MailDesk(
            MailReader reader,
            SignedMail signatures,
            Lexicons lexicons,
            IdentifierFinder identifiers,
            AttachmentReader attachments,
            Authorities authorities,
            DataControllers controllers,
            LegalClock clock,
            Admission admission,
            Requests requests,
            Quarantine quarantine,
            MailArchive archive,
            SeenMails seen,
            SenderLimits limits,
            ReturnedCodes codes,
            KeyedHash hash,
            TransactionTemplate transaction) {
        this.reader = reader;
        this.signatures = signatures;
        this.lexicons = lexicons;
        this.identifiers = identifiers;
        this.attachments = attachments;
        this.authorities = authorities;
        this.controllers = controllers;
        this.clock = clock;
        this.admission = admission;
        this.requests = requests;
        this.quarantine = quarantine;
        this.archive = archive;
        this.seen = seen;
        this.limits = limits;
        this.codes = codes;
        this.hash = hash;
        this.transaction = transaction;
    }

    MailIntake.Folder take(RawMail raw, CapturedMail captured, String controllerId) {
        DataController controller = controllers.get(controllerId);
        String charset = CHARSETS.getOrDefault(controller.country(), "windows-1252");
        ReadMail mail = reader.read(captured.head(), charset);
        if (mail.automatic()) {
            return quarantine(
                    raw,
                    captured,
                    controllerId,
                    "automatic-mail",
                    "a machine wrote it and got no reply; if it is a bounce of an answer, send that answer another way");
        }
        if (mail.address() == null) {
            return quarantine(
                    raw, captured, controllerId, "mail-without-sender", "read it; nobody can be answered by mail");
        }
        SignedMail.Checked signed = signatures.check(raw, captured, charset);
        String words = (mail.everything() + "\n" + signed.text()).strip();
        if (words.isEmpty()) {
            return quarantine(
                    raw,
                    captured,
                    controllerId,
                    mail.attachments() > 0 ? "mail-attachments-only" : "mail-empty",
                    "read it and its attachments, and file the request by hand if it is one");
        }
        if (limits.mailExceeds(controllerId, mail.address(), fingerprint(mail, captured))) {
            return quarantine(raw, captured, controllerId, SenderLimits.CODE, SenderLimits.REMEDY);
        }
        Optional<ReturnedCodes.Returned> returned = codes.in(controllerId, mail.subject(), mail.text());
        if (returned.isPresent()) {
            return takeBack(raw, captured, controllerId, mail, returned.get());
        }
        Enclosed enclosed = attachments.read(mail.enclosed(), charset);
        Reading reading = understood(mail, words, enclosed);
        Set<Right> sure = reading.sure();
        String all = words + "\n\n" + enclosed.text();
        SignedMail.Finding signer = signatures.identify(
                signed,
                controller.identification(),
                sure,
                identifiers.nationalId(all, controller.country()),
                Instant.now());
        byte[] fingerprint = fingerprint(mail, captured);
        MailArchive.Kept kept = archive.fetch(raw, captured, fingerprint);
        Instant receivedAt = receivedAt(raw);
        transaction.executeWithoutResult(status -> {
            if (!seen.claim(controllerId, fingerprint)) {
                return;
            }
            if (!sure.isEmpty()) {
                open(controller, mail, all, enclosed, signer, reading, sure, fingerprint, kept, receivedAt);
            }
            if (reading.unclear() != null) {
                Referral referral = Referral.of(reading, enclosed, receivedAt);
                enter(controllerId, referral.reason(), referral.remedy(), kept, fingerprint);
            }
        });
        if (reading.unclear() != null) {
            return MailIntake.Folder.QUARANTINE;
        }
        archive.forget(kept);
        return MailIntake.Folder.DONE;
    }

    /** A mail that brings a code asks for nothing else; one whose code does not count is read by a person. */
    private MailIntake.Folder takeBack(
            RawMail raw, CapturedMail captured, String controllerId, ReadMail mail, ReturnedCodes.Returned returned) {
        byte[] fingerprint = fingerprint(mail, captured);
        MailArchive.Kept kept = archive.fetch(raw, captured, fingerprint);
        UUID id = returned.request().id();
        boolean accepted = Boolean.TRUE.equals(transaction.execute(status -> {
            if (!seen.claim(controllerId, fingerprint)) {
                return true;
            }
            if (codes.take(id, returned.code(), "hub") == ReturnedCodes.Result.REFUSED) {
                enter(controllerId, "reply-code-refused", CODE_REMEDY, kept, fingerprint);
                return false;
            }
            requests.audit(
                    id,
                    "hub",
                    "mail-taken",
                    Map.of("blob", archive.keepFor(id, kept).toString()));
            seen.becameRequest(controllerId, fingerprint, id);
            return true;
        }));
        if (!accepted) {
            return MailIntake.Folder.QUARANTINE;
        }
        archive.forget(kept);
        return MailIntake.Folder.DONE;
    }

    /** Kept as it is, for a human. */
    MailIntake.Folder quarantine(RawMail raw, CapturedMail captured, String controllerId, String code, String remedy) {
        byte[] fingerprint = hash.of("mail", HexFormat.of().formatHex(captured.all()));
        MailArchive.Kept kept = archive.fetch(raw, captured, fingerprint);
        transaction.executeWithoutResult(status -> {
            if (seen.claim(controllerId, fingerprint)) {
                enter(controllerId, code, remedy, kept, fingerprint);
            }
        });
        return MailIntake.Folder.QUARANTINE;
    }

    private void open(
            DataController controller,
            ReadMail mail,
            String all,
            Enclosed enclosed,
            SignedMail.Finding signer,
            Reading reading,
            Set<Right> rights,
            byte[] fingerprint,
            MailArchive.Kept kept,
            Instant receivedAt) {
        Subject subject = subject(mail, all, signer, controller);
        NewRequest request = new NewRequest(
                controller.id(),
                null,
                rights,
                subject,
                controller.languageFor(reading.language()),
                Channel.MAIL,
                receivedAt,
                controller.delivery().choose(NewRequest.Delivery.MAIL),
                signer.evidence(),
                deduplicationKey(mail, fingerprint),
                null,
                null);
        for (Requests.Accepted accepted : admission.admit(request, true, lacking(signer.code()))) {
            UUID id = accepted.request().id();
            if (!accepted.duplicate()) {
                UUID blob = archive.keepFor(id, kept);
                requests.audit(id, "hub", "mail-taken", Map.of("blob", blob.toString()));
                tellUnread(controller.id(), id, enclosed);
                if (signer.code() != null) {
                    requests.audit(id, "hub", signer.code(), signer.details());
                }
            }
            seen.becameRequest(controller.id(), fingerprint, id);
        }
    }

    /** What a mail shows to be missing, null where it is only that nothing shows who wrote it. */
    private static Need lacking(String code) {
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

    /** A request that only stands in an attachment waits for a human: it may be a form that somebody else made. */
    private Reading understood(ReadMail mail, String words, Enclosed enclosed) {
        Reading reading = lexicons.read(words);
        if (authorities.own(mail.address())) {
            return reading.ofAuthority();
        }
        return reading.rights().isEmpty() && !enclosed.text().isBlank()
                ? reading.besides(lexicons.read(enclosed.text()))
                : reading;
    }

    private Subject subject(ReadMail mail, String text, SignedMail.Finding signer, DataController controller) {
        List<SubjectKey> keys = new ArrayList<>();
        keys.add(SubjectKey.given(KeyKind.EMAIL, mail.address()));
        keys.addAll(identifiers.keys(text, controller.country(), controller.numbers()));
        return new Subject(
                mail.name() == null || mail.name().isBlank() ? identifiers.name(mail.text()) : mail.name(),
                identifiers.birthDate(text),
                signer.subject(),
                keys,
                mail.address());
    }

    private void tellUnread(String controllerId, UUID id, Enclosed enclosed) {
        for (Enclosed.Unread unread : enclosed.unread()) {
            requests.audit(
                    id,
                    "hub",
                    "attachment-unread",
                    Map.of("number", unread.number(), "kind", unread.kind(), "reason", unread.reason()));
            if (unread.dangerous()) {
                quarantine.add(
                        source(controllerId),
                        "attachment-" + unread.kind() + ": " + unread.reason(),
                        "the request itself goes on; open attachment " + unread.number()
                                + " of its mail only where nothing can be harmed, or ask for another form",
                        id,
                        null,
                        id + "/" + unread.number());
            }
        }
    }

    private void enter(String controllerId, String reason, String remedy, MailArchive.Kept kept, byte[] fingerprint) {
        quarantine.add(
                source(controllerId),
                reason,
                remedy,
                null,
                archive.keepAlone(kept),
                source(controllerId) + "/" + HexFormat.of().formatHex(fingerprint));
    }

    static String source(String controllerId) {
        return "mail/" + controllerId;
    }

    /** Names the Message-ID, so that what is sent to the person refers to their mail. The ledger keeps it in the vault. */
    private static String deduplicationKey(ReadMail mail, byte[] fingerprint) {
        return "mail/" + HexFormat.of().formatHex(fingerprint)
                + (mail.messageId() == null ? "" : " " + mail.messageId());
    }

    /** The same for each copy of a mail, whatever the servers on its way wrote into its headers. */
    private byte[] fingerprint(ReadMail mail, CapturedMail captured) {
        HexFormat hex = HexFormat.of();
        return hash.of(
                "mail",
                mail.messageId() == null
                        ? hex.formatHex(captured.all())
                        : mail.messageId() + "\n" + mail.address() + "\n" + hex.formatHex(captured.content()));
    }

    /**
     * The arrival at the server, on the legal clock: how long ago it was is told by the system's clock, which the mail
     * server shares.
     */
    private Instant receivedAt(RawMail raw) {
        Instant now = clock.instant();
        try {
            Instant arrived = raw.arrivedAt();
            if (arrived == null) {
                return now;
            }
            Duration age = Duration.between(arrived, Instant.now());
            return age.isNegative() ? now : now.minus(age);
        } catch (MessagingException e) {
            return now;
        }
    }
}
