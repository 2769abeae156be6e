package org.dsrhub.system;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.dsrhub.simulation.GraphMail;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;

/** People of whom one system holds very much, and a hub of a small heap that serves these systems and no others. */
public final class LargeHoldings implements AutoCloseable {
    /** Ciphers and compression want the compiler that takes its time. */
    public static final List<String> SMALL_HEAP =
            List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=4");

    private static final int HEADER = 44;

    private final Path folder;
    private final SimulatedEnvironment around;
    private final GraphMail mail = new GraphMail();

    public LargeHoldings(Path folder) {
        this.folder = folder;
        around = SimulatedEnvironment.at(folder.resolve("around")).start();
        Path home = folder.resolve("home");
        try {
            for (String part : List.of(
                    "routes",
                    "connectors/schema",
                    "connectors/templates",
                    "connectors/reference",
                    "connectors/tryg/controller.yaml",
                    "connectors/tryg/crm.yaml",
                    "connectors/tryg/call-recordings.yaml")) {
                copy(Path.of(part), home.resolve(part));
            }
            copy(Path.of("src/test/resources/volumes/tryg"), home.resolve("connectors/tryg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        around.tryg()
                .core()
                .run("create table activity (id bigint primary key, national_id text, seen_at timestamp, page text,"
                        + " device text)");
        around.tryg().core().run("create index on activity (national_id)");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = from.equals(file)
                        ? to
                        : to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    public HubProcess hub(List<String> jvm) {
        Map<String, Object> properties = new LinkedHashMap<>(SystemTests.properties(around));
        properties.put("hub.home", folder.resolve("home").toString());
        properties.put("hub.controllers", "tryg");
        properties.remove("hub.connectors.only");
        properties.remove("hub.engine.lease"); // as in production: much of one subject takes its time
        properties.put("mailboxes.url", mail.url() + "/v1.0");
        properties.put("mailboxes.oauth", mail.tokenUrl());
        properties.put("mailboxes.secret", mail.secret());
        return HubProcess.start("hub", folder, properties, jvm).awaitReady();
    }

    public SimulatedEnvironment around() {
        return around;
    }

    /** Somebody with that many rows in one table. */
    public SyntheticPerson withRows(int rows) {
        SyntheticPerson person = nobody(701);
        around.tryg()
                .core()
                .run("insert into activity select n, '" + person.nationalId()
                        + "', timestamp '2024-01-01' + n * interval '1 minute', '/policies/' || n % 40,"
                        + " 'device ' || n % 7 from generate_series(1, " + rows + ") n");
        return person;
    }

    /** Somebody with that many mails in one shared mailbox, some of them with an attachment. */
    public SyntheticPerson withMails(int mails) {
        SyntheticPerson person = around.add(nobody(702)); // the CRM vouches for name and address
        LocalDate first = LocalDate.of(2015, 1, 1);
        for (int i = 0; i < mails; i++) {
            String[] files = i % 500 == 0 ? new String[] {"letter-" + i + ".txt"} : new String[0];
            mail.message(
                    "m" + i,
                    "claims@tryg.example",
                    null,
                    person.email(),
                    person.name(),
                    first.plusDays(i % 4000).toString(),
                    "About claim " + i,
                    files);
        }
        return person;
    }

    /**
     * Somebody with one recording of that many bytes.
     *
     * @param noise that no compression makes smaller, and no file system stores sparsely; else silence
     */
    public SyntheticPerson withRecording(long bytes, boolean noise) {
        SyntheticPerson person = SyntheticPeople.withAudio(nobody(703), bytes);
        around.add(person);
        if (noise) {
            fill(recording(person), bytes);
        }
        return person;
    }

    private static void fill(Path recording, long bytes) {
        byte[] noise = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(noise);
        try (RandomAccessFile file = new RandomAccessFile(recording.toFile(), "rw")) {
            file.seek(HEADER);
            for (long left = bytes - HEADER; left > 0; left -= noise.length) {
                file.write(noise, 0, (int) Math.min(left, noise.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path recording(SyntheticPerson person) {
        return around.tryg()
                .recordings()
                .media()
                .resolve(person.recordings().get(person.recordings().size() - 1).id() + ".wav");
    }

    /** The only archive that was delivered so far. */
    public Path delivered() {
        try (Stream<Path> files = Files.list(around.dropFolder().resolve("tryg"))) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SyntheticPerson nobody(int number) {
        SyntheticPerson person = SyntheticPeople.customer(SyntheticPeople.TRYG, number);
        person.recordings().clear();
        return person;
    }

    @Override
    public void close() {
        mail.close();
        around.close();
    }
}
