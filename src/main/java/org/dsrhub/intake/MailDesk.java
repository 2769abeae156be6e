package org.dsrhub.intake;

import jakarta.mail.MessagingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
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

    /** A letter of an authority about a case is about a complaint until somebody has read it. */
    private static final Set<Reading.Kind> COMPLAINING = EnumSet.of(Reading.Kind.COMPLAINT, Reading.Kind.AUTHORITY);

    private static final Referral CODE_REFUSED = new Referral(
            "reply-code-refused",
            "its code is wrong, used or too old; identify the sender another way, or ask for the request anew");

    /** What a person says beside what was sure, and opened at once. */
    private static final String CONFIRMED = "/confirmed";

    private static final String AUTOMATIC =
            "a machine wrote it and got no reply; if it is a bounce of an answer, send that answer another way";

    private final MailReader reader;
    private final SignedMail signatures;
    private final Lexicons lexicons;
    private final IdentifierFinder identifiers;
    private final AttachmentReader attachments;
    private final Authorities authorities;
    private final LegalClock clock;
    private final Admission admission;
    private final Requests requests;
    private final MailReferrals referrals;
    private final MailArchive archive;
    private final SeenMails seen;
    private final Threads threads;
    private final Bounces bounces;
    private final AutomaticReplies automatic;
    private final SenderLimits limits;
    private final ReturnedCodes codes;
    private final Identifying identifying;
    private final Complaints complaints;
    private final KeyedHash hash;
    private final TransactionTemplate transaction;

    MailDesk(
            MailReader reader,
            SignedMail signatures,
            Lexicons lexicons,
            IdentifierFinder identifiers,
            AttachmentReader attachments,
            Authorities authorities,
            LegalClock clock,
            Admission admission,
            Requests requests,
            MailReferrals referrals,
            MailArchive archive,
            SeenMails seen,
            Threads threads,
            Bounces bounces,
            AutomaticReplies automatic,
            SenderLimits limits,
            ReturnedCodes codes,
            Identifying identifying,
            Complaints complaints,
            KeyedHash hash,
            TransactionTemplate transaction) {
        this.reader = reader;
        this.signatures = signatures;
        this.lexicons = lexicons;
        this.identifiers = identifiers;
        this.attachments = attachments;
        this.authorities = authorities;
        this.clock = clock;
        this.admission = admission;
        this.requests = requests;
        this.referrals = referrals;
        this.archive = archive;
        this.seen = seen;
        this.threads = threads;
        this.bounces = bounces;
        this.automatic = automatic;
        this.limits = limits;
        this.codes = codes;
        this.identifying = identifying;
        this.complaints = complaints;
        this.hash = hash;
        this.transaction = transaction;
    }

    MailIntake.Folder take(RawMail raw, MailArchive.Kept kept, Mailbox mailbox) {
        DataController controller = mailbox.controller();
        CapturedMail captured = kept.mail();
        String charset = charset(controller);
        ReadMail mail = reader.read(captured.head(), charset);
        byte[] fingerprint = fingerprint(mail, captured);
        Bounces.Returned returned = bounces.of(mail).orElse(null);
        if (returned != null) {
            return bounced(returned, kept, controller.id(), fingerprint);
        }
        AuthenticationResults results = AuthenticationResults.of(mail.results(), mailbox.trusted());
        if (mail.automatic()) {
            return automatic
                    .join(mail, controller.id(), kept, fingerprint, results)
                    .orElseGet(() -> quarantine(kept, mailbox, "automatic-mail", AUTOMATIC));
        }
        if (threads.own(mail, controller)) {
            return quarantine(
                    kept,
                    mailbox,
                    "own-mail",
                    "it came back from the hub's own address and got no reply; see who sent it on");
        }
        if (mail.address() == null) {
            return quarantine(kept, mailbox, "mail-without-sender", "read it; nobody can be answered by mail");
        }
        SignedMail.Checked signed = signatures.check(raw, captured, charset);
        String words = (mail.everything() + "\n" + signed.text()).strip();
        if (limits.mailExceeds(controller.id(), mail.address(), fingerprint)) {
            return quarantine(kept, mailbox, SenderLimits.CODE, SenderLimits.REMEDY);
        }
        Threads.Reply reply = threads.of(mail, controller.id()).orElse(null);
        if (words.isEmpty() && reply == null) {
            return quarantine(
                    kept,
                    mailbox,
                    mail.attachments() > 0 ? "mail-attachments-only" : "mail-empty",
                    "read it and its attachments, and file the request by hand if it is one");
        }
        Optional<ReturnedCodes.Returned> code = codes.in(controller.id(), mail.subject(), mail.text());
        if (code.isPresent()) {
            return takeBack(kept, controller.id(), fingerprint, code.get(), results);
        }
        Enclosed enclosed = attachments.read(mail.enclosed(), charset);
        Reading reading = understood(mail, words, enclosed);
        Set<Right> sure = reading.sure();
        String all = words + "\n\n" + enclosed.text();
        SignedMail.Finding signer = signer(signed, controller, sure, all, results);
        Instant receivedAt = receivedAt(raw);
        Letter letter =
                new Letter(mailbox, mail, all, enclosed, signer, results, reading, fingerprint, kept, receivedAt);
        return transaction.execute(status -> {
            if (!seen.claim(controller.id(), fingerprint)) {
                archive.forget(kept);
                return reading.unclear() == null ? MailIntake.Folder.DONE : MailIntake.Folder.CLARIFICATION;
            }
            List<Requests.Accepted> cases = sure.isEmpty() ? List.of() : open(letter, "");
            return reply == null ? end(letter) : join(letter, reply, cases);
        });
    }

    /** What is known of one mail while its fate is decided. Personal data. */
    private record Letter(
            Mailbox mailbox,
            ReadMail mail,
            String all,
            Enclosed enclosed,
            SignedMail.Finding signer,
            AuthenticationResults results,
            Reading reading,
            byte[] fingerprint,
            MailArchive.Kept kept,
            Instant receivedAt) {
        @Override
        public String toString() {
            return "Letter[" + kept + "]";
        }
    }

    /**
     * A mail that brings a code asks for nothing else; one whose code does not count, or that its domain disowns, is read by
     * a person.
     */
    private MailIntake.Folder takeBack(
            MailArchive.Kept kept,
            String controllerId,
            byte[] fingerprint,
            ReturnedCodes.Returned returned,
            AuthenticationResults results) {
        UUID id = returned.request().id();
        return transaction.execute(status -> {
            if (!seen.claim(controllerId, fingerprint)) {
                archive.forget(kept);
                return MailIntake.Folder.DONE;
            }
            if (results.disowned() || codes.take(id, returned.code(), "hub") == ReturnedCodes.Result.REFUSED) {
                referrals.refer(controllerId, CODE_REFUSED, kept, fingerprint);
                return MailIntake.Folder.CLARIFICATION;
            }
            Map<String, Object> details = new LinkedHashMap<>(results.details());
            details.put("blob", archive.keepFor(id, kept).toString());
            requests.audit(id, "hub", "mail-taken", details);
            seen.becameRequest(controllerId, fingerprint, id);
            archive.forget(kept);
            return MailIntake.Folder.DONE;
        });
    }

    /** Kept as it is, for a human. */
    MailIntake.Folder quarantine(MailArchive.Kept kept, Mailbox mailbox, String code, String remedy) {
        byte[] fingerprint =
                hash.of("mail", HexFormat.of().formatHex(kept.mail().all()));
        String controllerId = mailbox.controller().id();
        transaction.executeWithoutResult(status -> {
            if (seen.claim(controllerId, fingerprint)) {
                referrals.refer(controllerId, new Referral(code, remedy), kept, fingerprint);
            } else {
                archive.forget(kept);
            }
        });
        return MailIntake.Folder.QUARANTINE;
    }

    private MailIntake.Folder bounced(
            Bounces.Returned returned, MailArchive.Kept kept, String controllerId, byte[] fingerprint) {
        return transaction.execute(status -> {
            boolean first = seen.claim(controllerId, fingerprint);
            MailIntake.Folder folder =
                    first ? bounces.note(returned, kept, fingerprint) : MailIntake.Folder.CLARIFICATION;
            archive.forget(kept);
            return folder;
        });
    }

    private MailIntake.Folder end(Letter letter) {
        if (letter.reading().unclear() == null) {
            archive.forget(letter.kept());
            return MailIntake.Folder.DONE;
        }
        Referral referral = Referral.of(letter.reading(), letter.enclosed(), letter.receivedAt());
        referrals.refer(
                letter.mailbox().controller().id(), referral, proposal(letter), letter.kept(), letter.fingerprint());
        return MailIntake.Folder.CLARIFICATION;
    }

    /**
     * Lays the mail with the case that it goes on about. A caseworker is told, unless all that it says is a request of its
     * own and the case waits for nothing that the sender may have sent.
     */
    private MailIntake.Folder join(Letter letter, Threads.Reply reply, List<Requests.Accepted> cases) {
        UUID id = reply.request().id();
        if (COMPLAINING.contains(letter.reading().kind())) {
            complaints.take(reply.request(), "By mail: " + letter.reading().unclear(), "hub");
        }
        UUID blob = archive.keepFor(id, letter.kept());
        List<String> others = cases.stream()
                .map(accepted -> accepted.request().caseNumber())
                .filter(number -> !number.equals(reply.request().caseNumber()))
                .toList();
        requests.audit(id, "hub", Threads.RECEIVED, reply.details(blob, letter.results(), others));
        Reading reading = letter.reading();
        boolean request = !cases.isEmpty() && reading.unclear() == null;
        MailIntake.Folder folder = MailIntake.Folder.DONE;
        if (!request || reply.request().state() == RequestState.IDENTIFICATION) {
            boolean ordinary =
                    request || reading.kind() == Reading.Kind.REQUEST || reading.kind() == Reading.Kind.OTHER;
            Referral referral = ordinary
                    ? new Referral(
                            reply.reason(), reply.remedy() + letter.enclosed().toOpen())
                    : Referral.of(reading, letter.enclosed(), letter.receivedAt());
            referrals.refer(reply.request(), referral, proposal(letter), blob, letter.fingerprint());
            folder = MailIntake.Folder.CLARIFICATION;
        }
        archive.forget(letter.kept());
        return folder;
    }

    /** What a caseworker sees of a letter beside its text; a national number as it is shown everywhere, masked. */
    private Proposal proposal(Letter letter) {
        DataController controller = letter.mailbox().controller();
        Subject subject = subject(letter.mail(), letter.all(), letter.signer(), controller);
        NationalId number = letter.signer().subject();
        List<Proposal.Identifier> found = new ArrayList<>();
        if (number != null) {
            found.add(new Proposal.Identifier(KeyKind.NATIONAL_ID.label(), NationalIds.mask(number)));
        }
        if (subject.name() != null) {
            found.add(new Proposal.Identifier(KeyKind.NAME.label(), subject.name()));
        }
        if (subject.birthDate() != null) {
            found.add(new Proposal.Identifier(
                    KeyKind.BIRTH_DATE.label(), subject.birthDate().toString()));
        }
        subject.keys()
                .forEach(key -> found.add(new Proposal.Identifier(key.kind().label(), key.value())));
        Reading reading = letter.reading();
        return new Proposal(
                letter.mailbox().id(),
                letter.receivedAt(),
                reading.kind().name(),
                reading.rights(),
                reading.language(),
                reading.confidence(),
                reading.evidence(),
                found);
    }

    /**
     * Opens what a person says that a letter asks, which lies in the vault under keys of its own.
     *
     * @param language null for the controller's own
     * @param resolve takes the letter off the list, in the transaction that opens its cases
     * @param told what is noted in each of them
     */
    List<RequestView> confirmed(
            UUID blob,
            Proposal proposal,
            Mailbox mailbox,
            Set<Right> rights,
            String language,
            Runnable resolve,
            Consumer<UUID> told) {
        DataController controller = mailbox.controller();
        RawMail raw = archive.stored(blob, proposal.receivedAt());
        CapturedMail captured = archive.captured(raw);
        String charset = charset(controller);
        ReadMail mail = reader.read(captured.head(), charset);
        SignedMail.Checked signed = signatures.check(raw, captured, charset);
        String words = (mail.everything() + "\n" + signed.text()).strip();
        Enclosed enclosed = attachments.read(mail.enclosed(), charset);
        AuthenticationResults results = AuthenticationResults.of(mail.results(), mailbox.trusted());
        String all = words + "\n\n" + enclosed.text();
        SignedMail.Finding signer = signer(signed, controller, rights, all, results);
        Letter letter = new Letter(
                mailbox,
                mail,
                all,
                enclosed,
                signer,
                results,
                new Reading(language, Reading.Kind.REQUEST, rights, rights, 1, List.of(), null),
                fingerprint(mail, captured),
                new MailArchive.Kept(controller.id(), null, null, blob, 1, captured),
                proposal.receivedAt());
        return transaction.execute(status -> {
            resolve.run();
            List<RequestView> cases = open(letter, CONFIRMED).stream()
                    .map(Requests.Accepted::request)
                    .distinct()
                    .toList();
            cases.forEach(view -> told.accept(view.id()));
            return cases;
        });
    }

    private SignedMail.Finding signer(
            SignedMail.Checked signed,
            DataController controller,
            Set<Right> rights,
            String all,
            AuthenticationResults results) {
        SignedMail.Finding found = signatures.identify(
                signed,
                controller.identification(),
                rights,
                identifiers.nationalId(all, controller.country()),
                Instant.now());
        return results.disowned() ? found.disowned() : found;
    }

    private static String charset(DataController controller) {
        return CHARSETS.getOrDefault(controller.country(), "windows-1252");
    }

    /** @param part of the letter that these cases are, in their deduplication key */
    private List<Requests.Accepted> open(Letter letter, String part) {
        DataController controller = letter.mailbox().controller();
        ReadMail mail = letter.mail();
        Subject subject = subject(mail, letter.all(), letter.signer(), controller);
        NewRequest request = new NewRequest(
                controller.id(),
                letter.mailbox().brand(),
                letter.reading().sure(),
                subject,
                letter.reading().language() == null
                        ? controller.defaultLanguage()
                        : letter.reading().language(),
                Channel.MAIL,
                letter.receivedAt(),
                controller.delivery().choose(NewRequest.Delivery.MAIL),
                letter.signer().evidence(),
                deduplicationKey(mail, letter.fingerprint(), part),
                null,
                null);
        boolean told = limits.acknowledges(controller.id(), mail.address(), letter.fingerprint());
        List<Requests.Accepted> cases =
                admission.admit(request, told, letter.signer().lacking());
        for (Requests.Accepted accepted : cases) {
            UUID id = accepted.request().id();
            if (!accepted.duplicate()) {
                taken(letter, id, told);
            }
            seen.becameRequest(controller.id(), letter.fingerprint(), id);
        }
        return cases;
    }

    private void taken(Letter letter, UUID id, boolean told) {
        Map<String, Object> details = new LinkedHashMap<>(letter.results().details());
        details.put("blob", archive.keepFor(id, letter.kept()).toString());
        requests.audit(id, "hub", "mail-taken", details);
        referrals.tellUnread(letter.mailbox().controller().id(), id, letter.enclosed());
        if (letter.results().disowned()) {
            identifying.disowned(id, letter.results().details());
        }
        if (letter.signer().code() != null) {
            requests.audit(id, "hub", letter.signer().code(), letter.signer().details());
        }
        if (!told) {
            requests.audit(id, "hub", "acknowledgement-capped", Map.of());
        }
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

    /** Names the Message-ID, so that what is sent to the person refers to their mail. The ledger keeps it in the vault. */
    private static String deduplicationKey(ReadMail mail, byte[] fingerprint, String part) {
        return "mail/" + HexFormat.of().formatHex(fingerprint) + part
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
