package org.dsrhub.operations;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.LegalDayTask;
import org.dsrhub.ledger.Anchors;
import org.dsrhub.ledger.Anchors.Anchor;
import org.dsrhub.ledger.Anchors.Head;
import org.dsrhub.vault.Signer;
import org.springframework.stereotype.Component;

/**
 * Signs the heads of the audit chains into a file a day, so that a chain rewritten in the database, with all its hashes, is
 * found out: each day names the chains that grew, and the file of the day before.
 *
 * <p>Three files a day: {@code <day>.heads}, a line {@code <request> <seq> <SHA-256>} for each chain; {@code <day>.anchor}, a
 * few lines with the SHA-256 of it; and {@code <day>.anchor.sig}, the signature of those lines (Ed25519, 64 bytes).
 */
@Component
public class AuditAnchors implements LegalDayTask {
    private static final String TITLE = "dsr-hub audit anchor 1";
    /** A link is dated when its transaction begins to write, and seen when it ends: never so much later. */
    private static final Duration LATE = Duration.ofHours(1);

    private static final int BATCH = 1_000;
    private static final HexFormat HEX = HexFormat.of();

    private final Anchors anchors;
    private final Signer signer;
    private final Path folder;

    AuditAnchors(Anchors anchors, Signer signer, AuditProperties properties) {
        this.anchors = anchors;
        this.signer = signer;
        this.folder = properties.folder();
    }

    /**
     * @param intact whether every file is there, signed, the next of the one before, and true of the chains
     * @param anchors how many days
     * @param brokenDay the first that is not, null where all are
     * @param reason what is wrong with it
     * @param brokenRequest whose chain is not what was signed, null where the files themselves are broken
     */
    public record Verification(boolean intact, int anchors, LocalDate brokenDay, String reason, UUID brokenRequest) {}

    /**
     * Writes the files of a legal day the first time that a controller's calendar has it; a day that failed half way is begun
     * again.
     */
    @Override
    public void run(DataController controller, LocalDate day) {
        Optional<Anchor> last = anchors.last();
        if (last.isPresent() && !day.isAfter(last.get().day())) {
            return;
        }
        try {
            Files.createDirectories(folder);
            write(day, last.orElse(null));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "audit-anchor-unwritten: hub.audit.folder cannot be written to; make room or give the right, it is"
                            + " tried again",
                    e);
        }
    }

    private void write(LocalDate day, Anchor last) throws IOException {
        Path heads = folder.resolve(day + ".heads");
        Path part = folder.resolve(day + ".part");
        MessageDigest digest = sha256();
        AtomicLong chains = new AtomicLong();
        Instant at;
        try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(
                new DigestOutputStream(Files.newOutputStream(part), digest), StandardCharsets.US_ASCII))) {
            at = anchors.heads(last == null ? null : last.at().minus(LATE), head -> {
                line(out, head);
                chains.incrementAndGet();
            });
        }
        keep(part, heads);
        String lines = TITLE + "\nday " + day + "\nat " + at + "\nprevious "
                + (last == null ? "none" : last.day() + " " + HEX.formatHex(last.sha256())) + "\nchains " + chains
                + "\nheads " + HEX.formatHex(digest.digest()) + "\n";
        byte[] text = lines.getBytes(StandardCharsets.US_ASCII);
        keep(Files.write(part, signer.sign(text)), folder.resolve(day + ".anchor.sig"));
        keep(Files.write(part, text), folder.resolve(day + ".anchor"));
        anchors.add(new Anchor(day, at, chains.get(), sha256().digest(text)));
    }

    private static void line(BufferedWriter out, Head head) {
        try {
            out.write(head.requestId() + " " + head.seq() + " " + HEX.formatHex(head.hash()) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On disk before it has its name. */
    private static void keep(Path part, Path whole) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads every file and compares it with the ledger. */
    public Verification verify() {
        List<Anchor> all = anchors.all();
        Anchor before = null;
        for (Anchor anchor : all) {
            Verification broken = check(anchor, before, all.size());
            if (broken != null) {
                return broken;
            }
            before = anchor;
        }
        return new Verification(true, all.size(), null, null, null);
    }

    /** The key that the signatures are verified by, as PEM. */
    public String publicKey() {
        return signer.publicKey();
    }

    private Verification check(Anchor anchor, Anchor before, int days) {
        LocalDate day = anchor.day();
        try {
            byte[] text = Files.readAllBytes(folder.resolve(day + ".anchor"));
            if (!signer.verify(text, Files.readAllBytes(folder.resolve(day + ".anchor.sig")))) {
                return broken(days, day, "the signature is not the hub's", null);
            }
            if (!Arrays.equals(sha256().digest(text), anchor.sha256())) {
                return broken(days, day, "the file is not the one that the ledger noted", null);
            }
            List<String> lines =
                    new String(text, StandardCharsets.US_ASCII).lines().toList();
            String previous = before == null ? "none" : before.day() + " " + HEX.formatHex(before.sha256());
            if (!lines.contains("previous " + previous)) {
                return broken(days, day, "it does not follow the day before", null);
            }
            MessageDigest digest = sha256();
            UUID missing = compare(folder.resolve(day + ".heads"), digest);
            if (!lines.contains("heads " + HEX.formatHex(digest.digest()))) {
                return broken(days, day, "the list of heads is not the one that was signed", null);
            }
            return missing == null ? null : broken(days, day, "a chain is not what was signed", missing);
        } catch (IOException | IllegalArgumentException e) {
            return broken(days, day, "a file is missing or cannot be read", null);
        }
    }

    private UUID compare(Path heads, MessageDigest digest) throws IOException {
        UUID missing = null;
        try (BufferedReader lines = Files.newBufferedReader(heads, StandardCharsets.US_ASCII)) {
            List<Head> batch = new ArrayList<>(BATCH);
            for (String line = lines.readLine(); line != null || !batch.isEmpty(); line = lines.readLine()) {
                if (line != null) {
                    digest.update((line + "\n").getBytes(StandardCharsets.US_ASCII));
                    String[] words = line.split(" ");
                    batch.add(new Head(UUID.fromString(words[0]), Integer.parseInt(words[1]), HEX.parseHex(words[2])));
                }
                if (line == null || batch.size() == BATCH) {
                    missing = missing != null
                            ? missing
                            : anchors.missing(batch).stream()
                                    .findFirst()
                                    .map(Head::requestId)
                                    .orElse(null);
                    batch.clear();
                }
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IOException("a line that is none of the hub's", e);
        }
        return missing;
    }

    private static Verification broken(int days, LocalDate day, String reason, UUID request) {
        return new Verification(false, days, day, reason, request);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
