package org.dsrhub.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Parts;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.ledger.Suppressions;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stage {@code answer}: makes the package of a request and persists it before anything is sent. The stage repeated after a
 * crash finds what it made. Items, recordings and the archive are streamed; nothing of them is in memory whole.
 */
@Component("packing")
public class Packing {
    private final Requests requests;
    private final AwaitedBranches branches;
    private final Dossiers dossiers;
    private final PackageItems items;
    private final PackageRows rows;
    private final Vault vault;
    private final SentMails sentMails;
    private final TransactionTemplate transaction;
    private final AnswerProperties properties;
    private final ObjectMapper json = JsonMapper.builder().build();

    Packing(
            Requests requests,
            AwaitedBranches branches,
            Dossiers dossiers,
            PackageItems items,
            PackageRows rows,
            Vault vault,
            SentMails sentMails,
            TransactionTemplate transaction,
            AnswerProperties properties) {
        this.requests = requests;
        this.branches = branches;
        this.dossiers = dossiers;
        this.items = items;
        this.rows = rows;
        this.vault = vault;
        this.sentMails = sentMails;
        this.transaction = transaction;
        this.properties = properties;
    }

    /**
     * The next stage delivers; where only withdrawals were asked for there is no package, a message confirms them. What is a
     * branch's part rests until its lead is delivered, and the lead waits for it first.
     */
    public Completion pack(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        if (request.isPart()) {
            if (flagsOpen(request)) {
                return Completion.then(Next.rest(RequestState.REVIEW));
            }
            RequestState ready = branches.isOpen(request) ? RequestState.PARTLY_ANSWERED : RequestState.DELIVERING;
            return Completion.then(Next.stage(ready, Parts.QUEUE));
        }
        List<NewTask> awaited = branches.toAwait(request);
        if (!awaited.isEmpty()) {
            return Completion.then(Next.tasks(null, awaited, lease.queue()));
        }
        if (request.needsNoIdentification()) {
            return Completion.then(Next.stage(RequestState.DELIVERING, "delivery-mail"));
        }
        Answers.Packed packed = rows.byTask(lease.taskId()).orElseGet(() -> make(lease));
        return Completion.then(
                Next.stage(RequestState.DELIVERING, stage(request)).withPartial(packed.partial()));
    }

    /** What is confirmed for all branches a person vouches for where a system of this one has not taken it. */
    private boolean flagsOpen(RequestView request) {
        return request.needsNoIdentification()
                && !Suppressions.confirmed(request, requests.tasks(request.id()), requests.history(request.id()))
                        .containsAll(request.rights());
    }

    private String stage(RequestView request) {
        boolean mail = request.delivery() == NewRequest.Delivery.MAIL
                && requests.subject(request.id()).answerAddress().isPresent();
        return mail ? "delivery-mail" : "delivery-file";
    }

    private Answers.Packed make(Lease lease) {
        int round = rows.nextRound(lease.requestId());
        Dossier dossier = dossiers.of(lease.requestId(), round);
        items.assign(lease.requestId(), lease.requestId(), round);
        dossier.branches(Dossier.Standing.READY)
                .forEach(branch -> items.assign(branch.part().id(), lease.requestId(), round));
        Survey survey = new Survey(round, dossier.asksForItems());
        items.read(dossier, reported -> survey.add(reported, dossier));
        SearchReport report = SearchReport.of(dossier, survey);
        String secret = Secret.random();
        try (Vault.Draft draft = vault.draft(lease.requestId(), Vault.Key.PAYLOAD, "application/zip")) {
            MessageDigest digest = ArchiveWriter.sha256();
            String letterHtml = LetterLayout.html(CoverLetter.compose(dossier, survey, report, large(survey)));
            byte[] letter = archive(
                    new DigestOutputStream(new LeftOpen(draft), digest), secret, dossier, survey, report, letterHtml);
            Blob blob = draft.seal();
            Answers.Packed packed = new Answers.Packed(
                    lease.requestId(),
                    round,
                    fileName(dossier),
                    blob.id(),
                    blob.size(),
                    digest.digest(),
                    messageId(dossier),
                    !report.pending().isEmpty() || items.undecided(lease.requestId()));
            return persist(lease, packed, blob, envelope(dossier, survey, secret), letter);
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("the package could not be written; it is made anew", e);
        }
    }

    private boolean large(Survey survey) {
        return survey.disclosed() > properties.bookItems() || survey.characters() > properties.bookCharacters();
    }

    static String fileName(Dossier dossier) {
        return dossier.request().caseNumber() + "-" + dossier.round() + ".zip";
    }

    private String messageId(Dossier dossier) {
        return sentMails.messageId(
                dossier.request().caseNumber() + "." + dossier.round(), Senders.domain(dossier.controller()));
    }

    /** @return the letter as PDF */
    private byte[] archive(
            OutputStream to, String secret, Dossier dossier, Survey survey, SearchReport report, String letterHtml)
            throws IOException {
        byte[] pdf;
        try (ArchiveWriter archive = new ArchiveWriter(new BufferedOutputStream(to, 1 << 16), secret.toCharArray())) {
            var memory = new java.io.ByteArrayOutputStream();
            PdfWriter.write(letterHtml, memory);
            pdf = memory.toByteArray();
            put(archive, "letter.pdf", pdf);
            put(archive, "letter.html", letterHtml.getBytes(StandardCharsets.UTF_8));
            book(archive, dossier, survey, report, "");
            Dossier translation = dossier.translation().orElse(null);
            if (translation != null) {
                translation(archive, translation, survey);
            }
            try (DataJson data = new DataJson(dossier, report, archive.entry("data.json"), json)) {
                reported(dossier, reported -> {
                    if (!reported.withheld()) {
                        data.add(reported);
                    }
                });
            }
            if (!survey.portable().isEmpty()) {
                new PortableCopy(dossier, json).write(archive, survey, each -> reported(dossier, each));
            }
            if (survey.media() > 0) {
                reported(dossier, reported -> recordings(archive, dossier, reported));
            }
            manifest(archive, dossier);
        }
        return pdf;
    }

    private void book(ArchiveWriter archive, Dossier dossier, Survey survey, SearchReport report, String folder)
            throws IOException {
        if (survey.disclosed() > 0) {
            DataBook book = new DataBook(dossier, report, archive, large(survey), folder);
            reported(dossier, reported -> {
                if (reported.disclosed()) {
                    book.add(reported);
                }
            });
            book.end();
        }
    }

    /** Letter and data book once more, in a folder that is called like the language. */
    private void translation(ArchiveWriter archive, Dossier dossier, Survey survey) throws IOException {
        String folder = dossier.texts().language() + "/";
        SearchReport report = SearchReport.of(dossier, survey);
        String html = LetterLayout.html(CoverLetter.compose(dossier, survey, report, large(survey)));
        try (OutputStream out = archive.entry(folder + "letter.pdf")) {
            PdfWriter.write(html, out);
        }
        put(archive, folder + "letter.html", html.getBytes(StandardCharsets.UTF_8));
        book(archive, dossier, survey, report, folder);
    }

    private static void put(ArchiveWriter archive, String name, byte[] content) throws IOException {
        try (OutputStream out = archive.entry(name)) {
            out.write(content);
        }
    }

    /** The items of this answer that may show. */
    private void reported(Dossier dossier, Consumer<Reported> each) {
        items.read(dossier, reported -> {
            if (reported.round() != null && reported.round() == dossier.round() && !reported.silent()) {
                each.accept(reported);
            }
        });
    }

    private void recordings(ArchiveWriter archive, Dossier dossier, Reported reported) {
        if (!reported.disclosed()) {
            return;
        }
        for (Item.Media media : DisclosedRecord.media(reported)) {
            if (DisclosedRecord.hasText(reported, media)) {
                text(archive, dossier, reported, media);
                continue;
            }
            try (InputStream in = vault.read(media.blobId());
                    OutputStream out = archive.entry(MediaName.of(media), false, vault.size(media.blobId()))) {
                in.transferTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What is no UTF-8 may hold anything: then nothing of it leaves. */
    private void text(ArchiveWriter archive, Dossier dossier, Reported reported, Item.Media media) {
        try (InputStream in = vault.read(media.blobId());
                OutputStream out = archive.entry(MediaName.of(media))) {
            String shown;
            try {
                shown = DisclosedRecord.blackOut(reported, dossier)
                        .apply(StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(in.readAllBytes()))
                                .toString());
            } catch (CharacterCodingException e) {
                shown = BlackOut.BAR;
            }
            out.write(shown.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void manifest(ArchiveWriter archive, Dossier dossier) throws IOException {
        Map<String, Object> manifest = new java.util.LinkedHashMap<>();
        manifest.put("caseNumber", dossier.request().caseNumber());
        manifest.put("round", dossier.round());
        manifest.put("hash", "SHA-256");
        manifest.put("files", archive.written());
        put(archive, "manifest.json", json.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
    }

    /** A protected address stays inside the encrypted archive. */
    private static Envelope envelope(Dossier dossier, Survey survey, String secret) {
        return new Envelope(secret, dossier.subject().name(), survey.addressProtected() ? List.of() : survey.address());
    }

    private Answers.Packed persist(Lease lease, Answers.Packed packed, Blob archive, Envelope envelope, byte[] letter)
            throws IOException {
        UUID requestId = lease.requestId();
        Blob secret = vault.seal(requestId, Vault.Key.PAYLOAD, "application/json", json.writeValueAsBytes(envelope));
        Blob evidence = vault.seal(requestId, Vault.Key.EVIDENCE, "application/pdf", letter);
        boolean ours = Boolean.TRUE.equals(transaction.execute(status -> {
            if (!rows.insert(packed, lease.taskId(), secret.id(), evidence.id())) {
                return false;
            }
            vault.store(archive);
            vault.store(secret);
            vault.store(evidence);
            return true;
        }));
        if (ours) {
            return packed;
        }
        // A twin of this task was faster; what it made counts, and the draft is swept.
        Optional<Answers.Packed> twin = rows.byTask(lease.taskId());
        return twin.orElseThrow(
                () -> new IllegalStateException("another answer of this request is being packed; try again"));
    }
}
