package org.dsrhub.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The membership partner behind SFTP: {@code history/TG_<yyyymmdd>.txt} holds what was sent to it (fixed width,
 * ISO-8859-1, trailer with a count), {@code out/ERASE_<reference>.txt} is answered by {@code ack/ACK_<reference>.txt} and
 * takes the lines out of the history.
 */
public final class MembershipPartner implements AutoCloseable {
    private static final Charset LATIN = StandardCharsets.ISO_8859_1;
    private static final int WIDTH = 12 + 11 + 40 + 40 + 16 + 10 + 8;

    private final SftpHost sftp;
    private final ScheduledExecutorService clerk;
    private final Map<String, Long> dueNanos = new ConcurrentHashMap<>();
    private volatile Duration delay = Duration.ofMillis(100);
    private volatile boolean silent;
    private volatile String says;

    MembershipPartner(String name, Path folder, String user, String password) {
        sftp = new SftpHost(name, folder, user, password, "history", "out", "ack");
        clerk = Executors.newSingleThreadScheduledExecutor(Workers.daemons(name));
        clerk.scheduleWithFixedDelay(this::work, 20, 20, TimeUnit.MILLISECONDS);
    }

    public SftpHost sftp() {
        return sftp;
    }

    public void down(boolean value) {
        sftp.gate().down(value);
    }

    public void answerAfter(Duration value) {
        delay = value;
    }

    /** Acknowledges nothing until it speaks again. */
    public void silent(boolean value) {
        silent = value;
    }

    /** Acknowledges with that text, and erases nothing; null for what it does otherwise. */
    public void says(String text) {
        says = text;
    }

    /** All lines of the history without their trailers. */
    public List<String> records() {
        try {
            List<String> lines = new ArrayList<>();
            for (Path file : files("history", "TG_\\d{8}\\.txt")) {
                lines.addAll(read(file));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** References of the erasures that were acknowledged. */
    public List<String> acknowledged() {
        try {
            return files("ack", "ACK_.+\\.txt").stream()
                    .map(file -> file.getFileName().toString())
                    .map(name -> name.substring(4, name.length() - 4))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void add(List<SyntheticPerson> people) {
        Map<LocalDate, List<String>> byDay = new TreeMap<>();
        for (SyntheticPerson person : people) {
            for (SyntheticPerson.FeedLine line : person.feed()) {
                byDay.computeIfAbsent(line.feedDate(), day -> new ArrayList<>()).add(line(person, line));
            }
        }
        byDay.forEach((day, lines) -> {
            Path file = sftp.root()
                    .resolve("history")
                    .resolve("TG_" + day.format(DateTimeFormatter.BASIC_ISO_DATE) + ".txt");
            try {
                List<String> all = new ArrayList<>(Files.exists(file) ? read(file) : List.of());
                all.addAll(lines);
                write(file, all);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String line(SyntheticPerson person, SyntheticPerson.FeedLine line) {
        return padded(line.policyNumber(), 12)
                + padded(person.nationalId(), 11)
                + padded(person.name(), 40)
                + padded(line.address(), 40)
                + padded(line.account(), 16)
                + String.format("%010d", line.bonus())
                + line.feedDate().format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static String padded(String text, int width) {
        return text.length() > width ? text.substring(0, width) : text + " ".repeat(width - text.length());
    }

    private synchronized void work() {
        try {
            for (Path file : files("out", "ERASE_.+\\.txt")) {
                String name = file.getFileName().toString();
                String reference = name.substring(6, name.length() - 4);
                Path ack = sftp.root().resolve("ack").resolve("ACK_" + reference + ".txt");
                long due = dueNanos.computeIfAbsent(reference, key -> System.nanoTime() + delay.toNanos());
                if (!silent && due - System.nanoTime() <= 0 && !Files.exists(ack)) {
                    acknowledge(file, ack);
                }
            }
        } catch (IOException e) {
            // the clerk looks again at the next round
        }
    }

    private void acknowledge(Path notice, Path ack) throws IOException {
        List<String> lines = Files.readAllLines(notice, LATIN);
        String trailer = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        if (!trailer.matches("T\\d+") || Long.parseLong(trailer.substring(1)) != lines.size() - 1) {
            return;
        }
        List<String> erased = lines.subList(0, lines.size() - 1).stream()
                .filter(line -> line.startsWith("E") && line.length() >= 12)
                .map(line -> padded(line.substring(12), 12) + line.substring(1, 12))
                .toList();
        for (Path file : says == null ? files("history", "TG_\\d{8}\\.txt") : List.<Path>of()) {
            List<String> before = read(file);
            List<String> after = before.stream()
                    .filter(line -> !erased.contains(line.substring(0, 23)))
                    .toList();
            if (after.size() < before.size()) {
                write(file, after);
            }
        }
        Files.writeString(
                ack.resolveSibling("." + ack.getFileName()),
                (says == null ? "OK;" + erased.size() : says) + "\n",
                LATIN);
        Files.move(ack.resolveSibling("." + ack.getFileName()), ack, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<Path> files(String folder, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(sftp.root().resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> read(Path file) throws IOException {
        return Files.readAllLines(file, LATIN).stream()
                .filter(line -> line.length() == WIDTH)
                .toList();
    }

    private static void write(Path file, List<String> lines) throws IOException {
        List<String> all = new ArrayList<>(lines);
        all.add(String.format("T%09d", lines.size()));
        Path temporary = file.resolveSibling("." + file.getFileName());
        Files.write(temporary, all, LATIN);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        clerk.shutdownNow();
        sftp.close();
    }
}
