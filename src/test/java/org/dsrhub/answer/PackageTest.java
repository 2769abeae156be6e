package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.dsrhub.answer.AnswerWiring.Told;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;

/** Packages that are large, packed again or sent again. */
class PackageTest extends AnsweringHub {
    @Test
    void aMailWhoseReceiptWasNotHeardIsSentOnceMoreWithTheSameBytes() throws Exception {
        backing.script("anna").told("crm", customer("Anna And", "Vej 3", false));
        proxy.breakNext();

        UUID id =
                accept("anna", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.MAIL, "anna@mail.example");
        closed(id, RequestState.CLOSED);

        assertThat(proxy.armed()).isFalse();
        MimeMessage[] mails = MAIL.getReceivedMessages();
        assertThat(mails).hasSize(2);
        assertThat(sent(mails[1])).isEqualTo(sent(mails[0]));
    }

    @Test
    void whatAPersonHadBlackedOutIsInNoFileOfThePackage() throws Exception {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("claimNumber", "S-77");
        record.put("notified", "2014-05-03");
        record.put(
                "description",
                "Lægen ØRNULF  Østergaard (+45 20 12 34 56) så uheldet på Nørregade 7; ornulf ostergaards vagt");
        record.put("witness", "Villy Vidne");
        Told redacted = claim("S-77", Outcome.REDACT);
        var script = backing.script("hidden")
                .told("claims", new Told("claim", "S-77", redacted.dates(), record, redacted.decisions(), 8192, null));
        script.texts.put("S-77", "Notat: ring til Ørnulf Østergaard på 2012 3456.\nUheldet var på Nørregade 7.");
        script.hidden.put("S-77", List.of("Ørnulf Østergaard", "20123456", "Nørregade 7"));

        UUID id = accept("hidden", "tryg", null, Set.of(Right.ACCESS), "da", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String text = file.getKey().endsWith(".pdf")
                    ? text(file.getValue())
                    : new String(file.getValue(), StandardCharsets.UTF_8);
            String compact = BlackOut.compact(text.replace(BlackOut.BAR, "|"));
            assertThat(compact)
                    .as(file.getKey())
                    .doesNotContain("ornulf", "ostergaard", "20123456", "norregade7", "villyvidne");
        }
        assertThat(files.keySet().stream().filter(name -> name.startsWith("recordings/")))
                .as("the text without the values; of the voice nothing")
                .singleElement()
                .satisfies(name -> assertThat(new String(files.get(name), StandardCharsets.UTF_8))
                        .isEqualTo("Notat: ring til ██████ på ██████.\nUheldet var på ██████."));
        assertThat(new String(files.get("data-book.html"), StandardCharsets.UTF_8))
                .contains("uheldet på ██████");
    }

    @Test
    void inPlaceOfARedactedRecordingItsCopyLeaves() throws Exception {
        Told redacted = claim("S-75", Outcome.REDACT);
        backing.script("copied")
                .told(
                        "claims",
                        new Told(
                                "claim", "S-75", redacted.dates(), redacted.record(), redacted.decisions(), 8192, null))
                .copies
                .put("S-75", "one voice only");

        UUID id = accept("copied", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        assertThat(files.keySet().stream().filter(name -> name.startsWith("recordings/")))
                .singleElement()
                .satisfies(name -> {
                    assertThat(new String(files.get(name), StandardCharsets.UTF_8))
                            .isEqualTo("one voice only");
                    assertThat(new String(files.get("data.json"), StandardCharsets.UTF_8))
                            .contains(name);
                });
    }

    @Test
    void aCopyLeavesWhileAPersonStillDecidesOnItsErasure() throws Exception {
        Told both = claim("S-74", Outcome.DISCLOSE);
        backing.script("both")
                .told(
                        "claims",
                        new Told(
                                "claim",
                                "S-74",
                                both.dates(),
                                both.record(),
                                Map.of(
                                        Right.ACCESS,
                                        disclosed(Outcome.DISCLOSE),
                                        Right.ERASURE,
                                        disclosed(Outcome.REVIEW)),
                                0,
                                null));

        UUID id =
                accept("both", "tryg", null, Set.of(Right.ACCESS, Right.ERASURE), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.PARTLY_ANSWERED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        assertThat(packed.partial()).isTrue();
        assertThat(new String(files.get("data.json"), StandardCharsets.UTF_8)).contains("S-74");
        assertThat(text(files.get("letter.pdf"))).contains("Being examined");
    }

    @Test
    void whatAFieldAboutOthersHoldsIsInNoFileThoughNoPersonHasNamedIt() throws Exception {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("claimNumber", "S-76");
        record.put("notified", "2014-05-03");
        record.put("description", "Villy Vidne så det; ring til VIDNE, ikke til Lars");
        record.put("witness", "Villy Vidne");
        Told ruled = claim("S-76", Outcome.REDACT);
        backing.script("ruled")
                .told("claims", new Told("claim", "S-76", ruled.dates(), record, ruled.decisions(), 0, null))
                .texts
                .put("S-76", "Villy Vidne ringede");

        UUID id = accept("ruled", "tryg", null, Set.of(Right.ACCESS), "da", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        assertThat(files.keySet()).as("a text that nobody has read").noneMatch(name -> name.startsWith("recordings/"));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String text = file.getKey().endsWith(".pdf")
                    ? text(file.getValue())
                    : new String(file.getValue(), StandardCharsets.UTF_8);
            assertThat(text).as(file.getKey()).doesNotContainIgnoringCase("villy");
        }
        assertThat(new String(files.get("data-book.html"), StandardCharsets.UTF_8))
                .contains("██████ så det; ring til ██████, ikke til Lars");
    }

    @Test
    void whatAPersonStillExaminesIsNamedByItsKindAndDoesNotLeave() throws Exception {
        backing.script("examined").told("claims", claim("S-78", Outcome.DISCLOSE), claim("S-79", Outcome.REVIEW));
        UUID id = accept("examined", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.PARTLY_ANSWERED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        assertThat(text(files.get("letter.pdf")))
                .contains("still examining 1 record before we can tell you of it: Claim")
                .doesNotContain("not answered us conclusively");
        files.values()
                .forEach(file ->
                        assertThat(new String(file, StandardCharsets.UTF_8)).doesNotContain("S-79"));
        assertThat(packed.partial()).isTrue();
    }

    @Test
    void packingAgainAfterACrashGivesTheSamePackage() throws Exception {
        backing.script("crash").told("crm", customer("Carl Crash", "Vej 4", false));
        UUID id = accept("crash", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);
        Answers.Packed before = answers.latest(id).orElseThrow();
        UUID task = jdbc.queryForObject("select task_id from package where request_id = ?", UUID.class, id);

        packing.pack(new Lease(task, id, "tryg", "answer", null, Action.STAGE, 0, 2, null, false));

        Answers.Packed after = answers.latest(id).orElseThrow();
        assertThat(after.blobId()).isEqualTo(before.blobId());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        answers.write(after, bytes);
        assertThat(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()))
                .isEqualTo(before.sha256());
        assertThat(jdbc.queryForObject("select count(*) from package where request_id = ?", Integer.class, id))
                .isEqualTo(1);
    }

    @Test
    void aLargeDataBookHasATableOfContentsAndFilesOfBoundedLength() throws Exception {
        backing.script("large")
                .told(
                        "debts",
                        java.util.stream.IntStream.range(0, 1100)
                                .mapToObj(n -> debt("V-" + n))
                                .toArray(Told[]::new));
        UUID id = accept("large", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        assertThat(files.keySet())
                .contains("data-book.html", "data-book/debts-001.html", "data-book/debts-002.html")
                .doesNotContain("data-book.pdf");
        assertThat(new String(files.get("data-book.html"), StandardCharsets.UTF_8))
                .contains("href=\"data-book/debts-002.html\"");
        assertThat(new String(files.get("data-book/debts-002.html"), StandardCharsets.UTF_8))
                .contains("Debt 1100");
        assertThat(new ObjectMapper().readTree(files.get("data.json")).path("items"))
                .hasSize(1100);
    }

    @Test
    void aLongRecordingPassesThroughSmallBuffers() throws Exception {
        long size = 200L << 20;
        backing.script("long").told("recordings", recording("R-1", size));
        UUID id = accept("long", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        try (ZipFile zip =
                new ZipFile(portal(packed).toFile(), answers.secret(packed).toCharArray())) {
            FileHeader recording = zip.getFileHeaders().stream()
                    .filter(header -> header.getFileName().startsWith("recordings/"))
                    .findFirst()
                    .orElseThrow();
            assertThat(recording.getUncompressedSize()).isEqualTo(size);
            long read = 0;
            byte[] buffer = new byte[65536];
            try (InputStream in = zip.getInputStream(recording)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    read += n;
                }
            }
            assertThat(read).isEqualTo(size);
        }
    }
}
