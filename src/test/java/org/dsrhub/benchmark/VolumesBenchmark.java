package org.dsrhub.benchmark;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.FileHeader;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.CompressionLevel;
import net.lingala.zip4j.model.enums.EncryptionMethod;
import org.awaitility.Awaitility;
import org.dsrhub.request.NewRequest.Delivery;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.support.TestFolder;
import org.dsrhub.system.HubProcess;
import org.dsrhub.system.LargeHoldings;
import org.dsrhub.system.Portal;

/**
 * A table of very many rows, a mailbox of very many hits and a very large recording through a hub of 256 MB, from the request
 * to the delivered archive, beside a plain copy of what that archive holds with the same encryption: into the vault's form,
 * out of it into an encrypted archive in the vault's form, and out of that into a file. A recording is copied from where the
 * hub takes it. Seconds of processors are of all threads of a process. Asserts nothing.
 *
 * <pre>mvn -q test-compile spring-boot:test-run -Dhub.main=org.dsrhub.benchmark.VolumesBenchmark</pre>
 */
public final class VolumesBenchmark {
    private static final double MEGABYTE = 1 << 20;
    private static final int ROWS = Integer.getInteger("hub.benchmark.rows", 1_000_000);
    private static final int HITS = Integer.getInteger("hub.benchmark.hits", 50_000);
    private static final long RECORDING = Long.getLong("hub.benchmark.recording", 10L << 30);
    private static final boolean NOISE = Boolean.getBoolean("hub.benchmark.noise");
    private static final int SEGMENT = 16 * 1024;

    private final Path folder;
    private final LargeHoldings holdings;
    private final HubProcess hub;
    private final Portal portal;

    private VolumesBenchmark(Path folder, LargeHoldings holdings, HubProcess hub) {
        this.folder = folder;
        this.holdings = holdings;
        this.hub = hub;
        this.portal = new Portal(hub::base);
    }

    public static void main(String[] args) throws Exception {
        Path folder = TestFolder.of("dsr-hub-volumes");
        System.out.printf(
                "%d cores, Java %s, hub with 256 MB of heap%n%n%-24s %9s %8s %8s %9s %9s %6s %10s %10s %8s%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                "",
                "MB plain",
                "hub s",
                "copy s",
                "hub MB/s",
                "copy MB/s",
                "ratio",
                "hub cpu s",
                "copy cpu s",
                "RSS MB");
        try (LargeHoldings holdings = new LargeHoldings(folder);
                HubProcess hub = holdings.hub(LargeHoldings.SMALL_HEAP)) {
            VolumesBenchmark benchmark = new VolumesBenchmark(folder, holdings, hub);
            if (ROWS > 0) {
                benchmark.run(ROWS + " rows", CompressionLevel.NORMAL, () -> holdings.withRows(ROWS), person -> null);
            }
            if (HITS > 0) {
                benchmark.run(HITS + " mails", CompressionLevel.NORMAL, () -> holdings.withMails(HITS), person -> null);
            }
            if (RECORDING > 0) {
                benchmark.run(
                        (RECORDING >> 20) + " MB " + (NOISE ? "of noise" : "of silence"),
                        CompressionLevel.FASTEST,
                        () -> holdings.withRecording(RECORDING, NOISE),
                        holdings::recording);
            }
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    /** @param source the file that the hub reads, null where it reads none */
    private void run(
            String name,
            CompressionLevel level,
            Supplier<SyntheticPerson> holding,
            Function<SyntheticPerson, Path> source)
            throws Exception {
        SyntheticPerson person = holding.get();
        double hubProcessors = processors(hub.pid());
        long started = System.nanoTime();
        UUID id = portal.submit(Portal.body(person, Delivery.FILE, Right.ACCESS), name.replace(' ', '-'))
                .orElseThrow();
        Awaitility.await(name)
                .atMost(Duration.ofHours(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!hub.alive()) {
                        throw new IllegalStateException("the hub is gone, see " + hub.log());
                    }
                    return portal.request(id).path("state").asText().equals("CLOSED");
                });
        double seconds = (System.nanoTime() - started) / 1e9;
        hubProcessors = processors(hub.pid()) - hubProcessors;
        String secret = portal.get("portal", "/api/v1/requests/" + id + "/package/secret")
                .body()
                .path("secret")
                .asText();
        Path archive = holdings.delivered();
        Path plain = Files.createDirectories(folder.resolve("plain"));
        List<Path> all = extract(archive, secret, plain, source.apply(person));
        long bytes = 0;
        for (Path file : all) {
            bytes += Files.size(file);
        }
        Files.delete(archive);
        double copyProcessors = processors(ProcessHandle.current().pid());
        double copySeconds = copy(all, secret, level);
        copyProcessors = processors(ProcessHandle.current().pid()) - copyProcessors;
        delete(plain);
        System.out.printf(
                "%-24s %9.1f %8.1f %8.1f %9.2f %9.2f %6.2f %10.1f %10.1f %8s%n",
                name,
                bytes / MEGABYTE,
                seconds,
                copySeconds,
                bytes / MEGABYTE / seconds,
                bytes / MEGABYTE / copySeconds,
                copySeconds / seconds,
                hubProcessors,
                copyProcessors,
                residentMegabytes());
    }

    private static double processors(long process) {
        return ProcessHandle.of(process)
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
    }

    /** @return what the archive holds; of the entry that is the source, the source itself */
    private static List<Path> extract(Path archive, String secret, Path to, Path source) throws IOException {
        List<Path> all = new ArrayList<>();
        long sourceSize = source == null ? -1 : Files.size(source);
        try (ZipFile zip = new ZipFile(archive.toFile(), secret.toCharArray())) {
            for (FileHeader entry : zip.getFileHeaders()) {
                if (entry.getUncompressedSize() == sourceSize) {
                    all.add(source);
                    continue;
                }
                Path file = to.resolve(all.size() + ".bin");
                all.add(file);
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file);
                }
            }
        }
        if (source != null && !all.contains(source)) {
            throw new IllegalStateException("the archive holds no recording of " + sourceSize + " bytes");
        }
        return all;
    }

    /** @return seconds */
    private double copy(List<Path> all, String secret, CompressionLevel level) throws Exception {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        AesGcmHkdfStreaming cipher = new AesGcmHkdfStreaming(key, "HmacSha256", 32, SEGMENT, 0);
        Path stored = Files.createDirectories(folder.resolve("stored"));
        long started = System.nanoTime();
        for (Path file : all) {
            try (InputStream in = Files.newInputStream(file);
                    OutputStream out = cipher.newEncryptingStream(
                            Files.newOutputStream(stored.resolve(file.getFileName())), new byte[0])) {
                in.transferTo(out);
            }
        }
        Path packed = stored.resolve("package");
        try (OutputStream out = cipher.newEncryptingStream(Files.newOutputStream(packed), new byte[0]);
                ZipOutputStream zip =
                        new ZipOutputStream(new BufferedOutputStream(out, 1 << 16), secret.toCharArray())) {
            for (Path file : all) {
                ZipParameters parameters = new ZipParameters();
                parameters.setFileNameInZip(file.getFileName().toString());
                parameters.setEncryptFiles(true);
                parameters.setEncryptionMethod(EncryptionMethod.AES);
                parameters.setAesKeyStrength(AesKeyStrength.KEY_STRENGTH_256);
                parameters.setCompressionLevel(level);
                if (Files.size(file) > 0xF000_0000L) {
                    parameters.setEntrySize(Files.size(file));
                }
                zip.putNextEntry(parameters);
                try (InputStream in = cipher.newDecryptingStream(
                        Files.newInputStream(stored.resolve(file.getFileName())), new byte[0])) {
                    in.transferTo(zip);
                }
                zip.closeEntry();
            }
        }
        try (InputStream in = cipher.newDecryptingStream(Files.newInputStream(packed), new byte[0])) {
            Files.copy(in, stored.resolve("delivered"));
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        delete(stored);
        return seconds;
    }

    /** The most memory that the hub's process has had, of heap and all else. */
    private String residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + hub.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .map(line -> String.valueOf(Long.parseLong(line.replaceAll("\\D", "")) / 1024))
                    .findFirst()
                    .orElse("?");
        } catch (IOException e) {
            return "?";
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
