package org.dsrhub.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Any recipient of a feed of fixed width behind SFTP: one file in {@code history/}, laid out as the feed is; a notice in
 * {@code out/} takes the lines out that agree with it in every column, and is acknowledged in {@code ack/}.
 */
public final class FeedRecipient implements AutoCloseable {
    private static final String SENT = "20260101.txt";

    private final SftpHost sftp;
    private final Map<String, Integer> layout;
    private final Map<String, Integer> notice;
    private final Path history;
    private final Charset charset;
    private final ScheduledExecutorService clerk;

    /** @param layout and {@code notice}: columns with their widths, for example {@code cpr 11, name 40} */
    public FeedRecipient(String name, Path folder, String prefix, String layout, String notice, Charset charset) {
        sftp = new SftpHost(name, folder, "hub", name + "-secret", "history", "out", "ack");
        this.layout = columns(layout);
        this.notice = columns(notice);
        this.charset = charset;
        history = sftp.root().resolve("history").resolve(prefix + SENT);
        write(List.of());
        clerk = Executors.newSingleThreadScheduledExecutor(Workers.daemons(name));
        clerk.scheduleWithFixedDelay(this::work, 50, 50, TimeUnit.MILLISECONDS);
    }

    private static Map<String, Integer> columns(String layout) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        Arrays.stream(layout.split(","))
                .map(column -> column.strip().split("\\s+"))
                .forEach(words -> columns.put(words[0], Integer.valueOf(words[1])));
        return columns;
    }

    public SftpHost sftp() {
        return sftp;
    }

    /** Adds what was sent about somebody; columns that the values leave out are empty. */
    public synchronized void sent(Map<String, String> values) {
        List<String> lines = new ArrayList<>(lines());
        StringBuilder line = new StringBuilder();
        layout.forEach((column, width) -> {
            String value = values.getOrDefault(column, "");
            line.append(value).append(" ".repeat(width - value.length()));
        });
        lines.add(line.toString());
        write(lines);
    }

    /** What it still has, by column. */
    public synchronized List<Map<String, String>> records() {
        return lines().stream().map(line -> values(line, layout)).toList();
    }

    private static Map<String, String> values(String line, Map<String, Integer> columns) {
        Map<String, String> values = new LinkedHashMap<>();
        int at = 0;
        for (Map.Entry<String, Integer> column : columns.entrySet()) {
            values.put(
                    column.getKey(), line.substring(at, at + column.getValue()).strip());
            at += column.getValue();
        }
        return values;
    }

    private List<String> lines() {
        try {
            List<String> all = Files.readAllLines(history, charset);
            return all.subList(0, all.size() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.add(String.format("T%09d", lines.size()));
        Path temporary = history.resolveSibling("." + history.getFileName());
        try {
            Files.write(temporary, all, charset);
            Files.move(temporary, history, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void work() {
        try (Stream<Path> notices = Files.list(sftp.root().resolve("out"))) {
            for (Path file : notices.filter(
                            each -> each.getFileName().toString().matches("ERASE_.+\\.txt"))
                    .toList()) {
                take(file);
            }
        } catch (IOException e) {
            // the clerk looks again at the next round
        }
    }

    private void take(Path file) throws IOException {
        List<String> all = Files.readAllLines(file, charset);
        if (all.isEmpty() || !all.get(all.size() - 1).equals(String.format("T%09d", all.size() - 1))) {
            return;
        }
        List<Map<String, String>> erased = all.subList(0, all.size() - 1).stream()
                .map(line -> values(line.substring(1), notice))
                .toList();
        write(lines().stream()
                .filter(line -> erased.stream()
                        .noneMatch(one -> values(line, layout).entrySet().containsAll(one.entrySet())))
                .toList());
        String reference = file.getFileName().toString().replaceAll("ERASE_(.+)\\.txt", "$1");
        Path ack = sftp.root().resolve("ack").resolve("ACK_" + reference + ".txt");
        Files.writeString(ack.resolveSibling("." + ack.getFileName()), "OK;" + erased.size() + "\n", charset);
        Files.delete(file);
        Files.move(ack.resolveSibling("." + ack.getFileName()), ack, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        clerk.shutdownNow();
        sftp.close();
    }
}
