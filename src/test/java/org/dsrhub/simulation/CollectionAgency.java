package org.dsrhub.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A debt collection agency behind SFTP: takes {@code in/QRY_<reference>.csv} and {@code in/DEL_<reference>.csv}, leaves
 * a receipt at once and {@code out/ANS_<reference>.csv} later. What it has taken it moves to {@code done/}.
 */
public final class CollectionAgency implements AutoCloseable {
    private static final String HEADER =
            "reference;case_no;national_id;debtor_name;amount;currency;status;opened_on;settled_on";

    private final SftpHost sftp;
    private final RecordStore cases = new RecordStore("case_no", "national_id");
    private final Set<String> erased = ConcurrentHashMap.newKeySet();
    private final Queue<Answer> pending = new ConcurrentLinkedQueue<>();
    private final CallCounter counter = new CallCounter();
    private final ScheduledExecutorService clerk;

    private volatile Duration delay = Duration.ofMillis(100);
    private volatile Duration half = Duration.ZERO;
    private volatile boolean silent;
    private volatile boolean wrongPerson;
    private volatile boolean deaf;
    private volatile UnaryOperator<byte[]> spoiling = UnaryOperator.identity();
    private final Map<String, Answer> answered = new ConcurrentHashMap<>();

    private record Answer(String reference, List<String> lines, boolean erase, long dueNanos) {}

    public CollectionAgency(String name, Path folder, String user, String password) {
        sftp = new SftpHost(name, folder, user, password, "in", "receipts", "out", "done");
        clerk = Executors.newSingleThreadScheduledExecutor(Workers.daemons(name));
        clerk.scheduleWithFixedDelay(this::work, 20, 20, TimeUnit.MILLISECONDS);
    }

    public SftpHost sftp() {
        return sftp;
    }

    /** Counts the files taken. */
    public CallCounter counter() {
        return counter;
    }

    public void down(boolean value) {
        sftp.gate().down(value);
    }

    /** How long after the receipt the answer comes; for files that are still to come. */
    public void answerAfter(Duration value) {
        delay = value;
    }

    /** Gives receipts and no answers; those held back come once it speaks again. */
    public void silent(boolean value) {
        silent = value;
    }

    /** Answers with somebody else's case. */
    public void wrongPerson(boolean value) {
        wrongPerson = value;
    }

    /** Writes the first half of an answer under its final name, and the rest after that time. */
    public void halfWrittenFor(Duration value) {
        half = value;
    }

    /** Says that it erased and erases nothing. */
    public void deaf(boolean value) {
        deaf = value;
    }

    /** What becomes of each answer before it is written; identity for nothing. */
    public void spoil(UnaryOperator<byte[]> how) {
        spoiling = how;
    }

    /** Whether the answer to that question was taken away. */
    public boolean fetched(String reference) {
        return !Files.exists(sftp.root().resolve("out").resolve("ANS_" + reference + ".csv"));
    }

    /** Writes the answer to that question once more. */
    public void answerAgain(String reference) {
        pending.add(answered.get(reference));
    }

    /** Leaves an answer to a question that nobody asked. */
    public void answerFor(String unknownReference) {
        write(
                "out",
                "ANS_" + unknownReference + ".csv",
                HEADER + "\n" + unknownReference + ";X1;;Nobody;1.00;EUR;OPEN;2020-01-01;\n#END;1\n");
    }

    public List<Map<String, Object>> records() {
        return cases.all();
    }

    public void add(SyntheticPerson person) {
        for (SyntheticPerson.Debt debt : person.debts()) {
            cases.put(SimulatedHttpSystem.row(
                    "case_no", debt.caseNumber(),
                    "national_id", person.nationalId(),
                    "debtor_name", person.name(),
                    "amount", debt.amount().toPlainString(),
                    "currency", debt.currency(),
                    "status", debt.settledOn() == null ? "OPEN" : "PAID",
                    "opened_on", debt.openedOn(),
                    "settled_on", debt.settledOn()));
        }
    }

    private void work() {
        try {
            for (Path file : incoming()) {
                take(file);
            }
            if (!silent) {
                long now = System.nanoTime();
                for (Answer answer : pending) {
                    if (answer.dueNanos() - now <= 0 && pending.remove(answer)) {
                        reply(answer);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // the clerk looks again at the next round
        }
    }

    private List<Path> incoming() throws IOException {
        try (Stream<Path> files = Files.list(sftp.root().resolve("in"))) {
            return files.filter(file -> file.getFileName().toString().matches("(QRY|DEL)_.+\\.csv"))
                    .sorted()
                    .toList();
        }
    }

    private void take(Path file) throws IOException {
        counter.enter();
        String name = file.getFileName().toString();
        String reference = name.substring(4, name.length() - 4);
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        Files.move(file, sftp.root().resolve("done").resolve(name), StandardCopyOption.REPLACE_EXISTING);
        write(
                "receipts",
                "RCP_" + reference + ".csv",
                "reference;rows\n" + reference + ";" + (lines.size() - 1) + "\n");
        pending.add(new Answer(reference, lines, name.startsWith("DEL_"), System.nanoTime() + delay.toNanos()));
        counter.leave();
    }

    private void reply(Answer answer) {
        List<String> rows = new ArrayList<>();
        for (String line : answer.lines().subList(1, answer.lines().size())) {
            List<String> cells = cells(line);
            if (line.isBlank() || cells.size() < 2) {
                continue;
            }
            rows.addAll(
                    answer.erase() ? erase(answer.reference(), cells.get(1)) : find(answer.reference(), cells.get(1)));
        }
        String header = answer.erase() ? "reference;case_no;result" : HEADER;
        String body = Stream.of(Stream.of(header), rows.stream(), Stream.of("#END;" + rows.size()))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
        answered.put(answer.reference(), answer);
        write("out", "ANS_" + answer.reference() + ".csv", spoiling.apply(body.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> find(String reference, String nationalId) {
        List<Map<String, Object>> found = wrongPerson
                ? cases.somebodyElse("national_id", nationalId).map(List::of).orElse(List.of())
                : cases.find("national_id", nationalId);
        return found.stream()
                .map(row -> cell(reference) + ";"
                        + row.values().stream().map(CollectionAgency::cell).collect(Collectors.joining(";")))
                .toList();
    }

    private List<String> erase(String reference, String caseNumber) {
        if (deaf || cases.remove(caseNumber)) {
            erased.add(caseNumber);
        }
        return List.of(reference + ";" + cell(caseNumber) + ";" + (erased.contains(caseNumber) ? "ERASED" : "UNKNOWN"));
    }

    private void write(String folder, String name, String text) {
        write(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String folder, String name, byte[] text) {
        Path target = sftp.root().resolve(folder).resolve(name);
        try {
            if (folder.equals("out") && !half.isZero()) {
                Files.write(target, Arrays.copyOf(text, text.length / 2));
                clerk.schedule(
                        () -> Files.write(
                                target,
                                Arrays.copyOfRange(text, text.length / 2, text.length),
                                StandardOpenOption.APPEND),
                        half.toMillis(),
                        TimeUnit.MILLISECONDS);
            } else {
                Path temporary = sftp.root().resolve(folder).resolve("." + name + ".tmp");
                Files.write(temporary, text);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        return text.matches("[^;\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split(";", -1))
                .map(cell -> cell.startsWith("\"") && cell.endsWith("\"") && cell.length() > 1
                        ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"")
                        : cell)
                .toList();
    }

    @Override
    public void close() {
        clerk.shutdownNow();
        sftp.close();
    }
}
