package org.dsrhub.connector;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.dsrhub.connector.Misbehaviour.ACKNOWLEDGEMENT;
import static org.dsrhub.connector.Misbehaviour.CHARSET;
import static org.dsrhub.connector.Misbehaviour.DUPLICATES;
import static org.dsrhub.connector.Misbehaviour.EXPIRED_TOKEN;
import static org.dsrhub.connector.Misbehaviour.FALSE_DELETE;
import static org.dsrhub.connector.Misbehaviour.HALF_FILE;
import static org.dsrhub.connector.Misbehaviour.HOST_KEY;
import static org.dsrhub.connector.Misbehaviour.LATENCY;
import static org.dsrhub.connector.Misbehaviour.MISSING;
import static org.dsrhub.connector.Misbehaviour.STRANGER;
import static org.dsrhub.connector.Misbehaviour.THROTTLING;
import static org.dsrhub.connector.Misbehaviour.TRAILER;
import static org.dsrhub.connector.Misbehaviour.TRUNCATED;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.HostSystem;
import org.dsrhub.simulation.PolicyHost;
import org.dsrhub.simulation.SftpHost;
import org.dsrhub.simulation.SimulatedCloud;
import org.dsrhub.simulation.SimulatedHttpSystem;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each template's system misbehaves in each way it can, and each task ends right: nothing wrong is disclosed, nothing is
 * given up that time cures, and what a person has to see to says how. {@code connectors/MISBEHAVIOURS.md} is made of the
 * ends, with {@code -Dmisbehaviours.write=true}.
 */
class MisbehaviourMatrixTest {
    /** Longer than any system here is waited for. */
    private static final Duration TOO_LONG = Duration.ofMillis(2500);

    private static final Charset DANISH_HOST = Charset.forName("IBM-277");

    @TempDir
    static Path folder;

    private static MisbehavingSystems systems;

    /** Templates side by side, each one's misbehaviours one after the other. */
    private static ExecutorService columns;

    @BeforeAll
    static void start() throws IOException {
        systems = new MisbehavingSystems(folder);
        columns = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        columns.shutdownNow();
        systems.close();
    }

    @TestFactory
    Stream<DynamicNode> everyTemplateSurvivesEveryMisbehaviour() {
        Map<MisbehaviourMatrix, Map<Misbehaviour, CompletableFuture<String>>> ends = new LinkedHashMap<>();
        for (MisbehaviourMatrix column : matrix()) {
            Map<Misbehaviour, CompletableFuture<String>> cells = new EnumMap<>(Misbehaviour.class);
            for (Misbehaviour what : Misbehaviour.values()) {
                cells.put(what, new CompletableFuture<>());
            }
            ends.put(column, cells);
            columns.submit(() -> cells.forEach((what, end) -> run(column, what, end)));
        }
        Stream<DynamicNode> cells = ends.entrySet().stream()
                .map(column -> DynamicContainer.dynamicContainer(
                        column.getKey().template,
                        column.getValue().entrySet().stream()
                                .map(cell ->
                                        DynamicTest.dynamicTest(cell.getKey().title, () -> end(cell.getValue())))));
        return Stream.concat(
                cells, Stream.of(DynamicTest.dynamicTest("the table of them is current", () -> current(ends))));
    }

    private static void run(MisbehaviourMatrix column, Misbehaviour what, CompletableFuture<String> end) {
        try {
            end.complete(column.run(what));
        } catch (Throwable e) {
            end.completeExceptionally(e);
        }
    }

    private static String end(Future<String> cell) throws Exception {
        try {
            return cell.get(5, TimeUnit.MINUTES);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static void current(Map<MisbehaviourMatrix, Map<Misbehaviour, CompletableFuture<String>>> ends)
            throws Exception {
        StringBuilder table = new StringBuilder("""
                # Misbehaviours

                How a task ends when its system misbehaves. Generated by MisbehaviourMatrixTest, which runs every cell and
                fails where this table is not current; a dash stands where a system of that template cannot misbehave so.
                """);
        for (Misbehaviour what : Misbehaviour.values()) {
            table.append("\n## ").append(capital(what.title)).append("\n\n| template | end |\n|---|---|\n");
            for (Map.Entry<MisbehaviourMatrix, Map<Misbehaviour, CompletableFuture<String>>> column : ends.entrySet()) {
                table.append("| %s | %s |%n"
                        .formatted(
                                column.getKey().template, end(column.getValue().get(what))));
            }
        }
        Path file = Path.of("connectors/MISBEHAVIOURS.md");
        if (Boolean.getBoolean("misbehaviours.write")) {
            Files.writeString(file, table);
        }
        assertThat(Files.readString(file))
                .as("run this test with -Dmisbehaviours.write=true")
                .isEqualTo(table.toString());
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }

    private List<MisbehaviourMatrix> matrix() {
        return List.of(
                jdbc(),
                httpJson(),
                dataverse(),
                claimsCloud(),
                contactCentre(),
                graphMail(),
                recordingArchive(),
                collectionAgency(),
                sftpFeed(),
                hostFile(),
                objectStore(),
                soap(),
                jms(),
                mailExchange(),
                manual(),
                statement(),
                hubCases());
    }

    private static MisbehaviourMatrix column(
            String template, String system, Consumer<SyntheticPerson> holding, Runnable behave) {
        return new MisbehaviourMatrix(systems.hub, template, system, holding, behave);
    }

    private MisbehaviourMatrix jdbc() {
        var core = systems.around.tryg().core();
        MisbehaviourMatrix jdbc = column("jdbc", "quotes", systems.around::add, () -> {
            core.gate().latency(Duration.ZERO);
            core.gate().cutAfter(Long.MAX_VALUE);
            core.run("alter role quoting login");
            core.run("drop trigger if exists deaf on quote");
        });
        return jdbc.cell(
                        LATENCY,
                        () -> jdbc.retried(person -> {
                            newConnections();
                            core.gate().latency(TOO_LONG);
                        }))
                .never(THROTTLING, "a database has no HTTP 429")
                .cell(
                        EXPIRED_TOKEN,
                        () -> jdbc.failed("login-refused", person -> {
                            core.run("alter role quoting nologin");
                            newConnections();
                        }))
                .cell(
                        TRUNCATED,
                        () -> jdbc.retried(person -> {
                            core.run(
                                    "update quote set insured_object = repeat('x', 100000) where national_id = ?",
                                    person.nationalId());
                            newConnections();
                            core.gate().cutAfter(20_000);
                        }))
                .never(CHARSET, "driver and server agree on theirs")
                .cell(
                        DUPLICATES,
                        () -> jdbc.survived(
                                "disclosed once",
                                person -> core.run(
                                        "insert into quote select * from quote where national_id = ?",
                                        person.nationalId())))
                .never(MISSING, "a result has an end, and no count; one that is cut off is a truncated reply")
                .cell(
                        STRANGER,
                        () -> jdbc.quarantined(person -> core.run(
                                "insert into quote select 'MX-' || quote_no, ?, email, 'Nobody', offered_on, product, price,"
                                        + " sole_trader, accepted, insured_object from quote where national_id = ?",
                                "010190-1111",
                                person.nationalId())))
                .never(HALF_FILE, "it has no files")
                .never(ACKNOWLEDGEMENT, "a count of rows is no proof and not looked at; see the last table")
                .never(TRAILER, "it has no files")
                .never(HOST_KEY, "it is not entered by SSH")
                .cell(FALSE_DELETE, () -> jdbc.foundOut((person, asking) -> core.run("""
                        create or replace function nothing() returns trigger language plpgsql as 'begin return null; end';
                        create trigger deaf before delete on quote for each row execute function nothing()""")));
    }

    private static void newConnections() {
        systems.around.tryg().core().down(true);
        systems.around.tryg().core().down(false);
    }

    /** What all that speak HTTP and JSON have in common. */
    private static MisbehaviourMatrix http(
            String template, String system, SimulatedHttpSystem simulator, Consumer<SyntheticPerson> holding) {
        return http(template, system, simulator, holding, simulator::behave);
    }

    private static MisbehaviourMatrix http(
            String template,
            String system,
            SimulatedHttpSystem simulator,
            Consumer<SyntheticPerson> holding,
            Runnable behave) {
        MisbehaviourMatrix http = column(
                template,
                system,
                person -> {
                    simulator.counter().reset();
                    holding.accept(person);
                },
                behave);
        return http.cell(LATENCY, () -> http.retried(person -> simulator.latency(TOO_LONG)))
                .cell(THROTTLING, () -> {
                    SyntheticPerson person = http.held();
                    simulator.throttle(2);
                    Asking asking = http.ask(person);
                    http.done(asking, person);
                    TaskView task = asking.task(Action.QUERY);
                    // A call of the cell before that nobody waits for any more may have drawn the second refusal.
                    assertThat(task.attempt()).isGreaterThan(1);
                    assertThat(Duration.between(task.createdAt(), task.finishedAt()))
                            .isGreaterThan(Duration.ofMillis(900));
                    return "left alone as long as it asks, then done";
                })
                .cell(TRUNCATED, () -> http.failed("reply-unreadable", person -> simulator.cutJson(true)))
                .cell(CHARSET, () -> http.failed("reply-unreadable", person -> simulator.latin1(true)))
                .cell(DUPLICATES, () -> http.survived("disclosed once", person -> simulator.copies(2)))
                .cell(MISSING, () -> http.failed("reply-unreadable", person -> simulator.copies(0)))
                .cell(STRANGER, () -> http.quarantined(person -> simulator.wrongPerson(true)))
                .never(HALF_FILE, "it gives no files")
                .cell(ACKNOWLEDGEMENT, () -> http.foundOut((person, asking) -> simulator.pageOnChanges(true)))
                .never(TRAILER, "it gives no files")
                .never(HOST_KEY, "it is not entered by SSH")
                .cell(FALSE_DELETE, () -> http.foundOut((person, asking) -> simulator.deaf(true)));
    }

    private static MisbehaviourMatrix cloud(
            String template, String system, SimulatedCloud simulator, Consumer<SyntheticPerson> holding) {
        MisbehaviourMatrix cloud = http(template, system, simulator, holding);
        return cloud.cell(EXPIRED_TOKEN, () -> {
            SyntheticPerson before = cloud.held();
            cloud.done(cloud.ask(before), before);
            int issued = simulator.tokensIssued();
            String end = cloud.survived("token renewed, done", person -> simulator.forgetTokens());
            assertThat(simulator.tokensIssued()).isEqualTo(issued + 1);
            return end;
        });
    }

    private MisbehaviourMatrix httpJson() {
        return cloud(
                "http-json",
                "notes",
                systems.notes,
                person -> systems.notes.put(
                        person.customerNumber(),
                        "id",
                        person.customerNumber(),
                        "email",
                        person.email(),
                        "cpr",
                        person.nationalId(),
                        "text",
                        "æøå"));
    }

    private MisbehaviourMatrix dataverse() {
        return cloud(
                "dataverse",
                "dynamics",
                systems.dynamics,
                person -> systems.dynamics.contact(
                        person.customerNumber(), person.name(), person.email(), person.nationalId()));
    }

    private MisbehaviourMatrix claimsCloud() {
        return cloud(
                "claims-cloud",
                "cloud-claims",
                systems.claims,
                person -> systems.claims.claim(person.customerNumber(), person.nationalId(), "blåt vindue"));
    }

    private MisbehaviourMatrix contactCentre() {
        MisbehaviourMatrix calls = cloud(
                "contact-centre",
                "calls",
                systems.calls,
                person -> systems.calls.conversation(
                        person.customerNumber(), person.phone(), person.name(), "2024-05-01", "RIFF call"));
        return calls.cell(HALF_FILE, () -> calls.retried(person -> systems.calls.cutFiles(true)));
    }

    private MisbehaviourMatrix graphMail() {
        MisbehaviourMatrix mail = cloud(
                "graph-mail",
                "mailboxes",
                systems.mailboxes,
                person -> systems.mailboxes.message(
                        person.customerNumber(),
                        "claims@tryg.example",
                        null,
                        person.email(),
                        person.name(),
                        person.feed().get(0).feedDate().toString(),
                        "Hej",
                        "a.txt"));
        return mail.never(MISSING, "Graph gives no count beside $search; 1,000 hits are never taken for all")
                .cell(HALF_FILE, () -> mail.retried(person -> systems.mailboxes.cutFiles(true)));
    }

    private MisbehaviourMatrix recordingArchive() {
        var archive = systems.around.tryg().recordings();
        MisbehaviourMatrix recordings = http("recording-archive", "call-recordings", archive, systems.around::add);
        return recordings
                .cell(EXPIRED_TOKEN, () -> recordings.failed("http-401", person -> archive.refusesToken(true)))
                .cell(HALF_FILE, () -> {
                    SyntheticPerson person = recordings.held();
                    Path wav =
                            archive.media().resolve(person.recordings().get(0).id() + ".wav");
                    byte[] whole = MisbehavingSystems.read(wav);
                    MisbehavingSystems.write(wav, Arrays.copyOf(whole, whole.length / 2));
                    Asking asking = recordings.ask(person);
                    String end =
                            MisbehaviourMatrix.failed("recording-incomplete", recordings.settled(asking, Action.QUERY));
                    assertThat(asking.items()).isEmpty();
                    MisbehavingSystems.write(wav, whole);
                    asking.retry(Action.QUERY);
                    recordings.done(asking, person);
                    return "retried, then " + end + ", done by a retry";
                });
    }

    private static MisbehaviourMatrix sftp(MisbehaviourMatrix column, SftpHost server) {
        return column.cell(LATENCY, () -> column.retried(person -> server.gate().latency(TOO_LONG)))
                .never(THROTTLING, "an SFTP server has no HTTP 429")
                .cell(EXPIRED_TOKEN, () -> column.failed("sftp-login", person -> server.lockOut(true)))
                .cell(HOST_KEY, () -> column.failed("sftp-host-key", person -> server.impostor(true)));
    }

    private MisbehaviourMatrix collectionAgency() {
        var agency = systems.around.tryg().collection();
        MisbehaviourMatrix column = column("collection-agency", "debt-collection", systems.around::add, () -> {
            agency.sftp().behave();
            agency.spoil(UnaryOperator.identity());
            agency.wrongPerson(false);
            agency.deaf(false);
            agency.halfWrittenFor(Duration.ZERO);
        });
        Consumer<Asking> again = asking -> {
            String reference = asking.task(Action.QUERY).id().toString();
            // The entry is made before the file is moved away: what overwrote it then would be moved with it.
            await().until(() -> agency.fetched(reference));
            agency.answerAgain(reference);
        };
        return sftp(column, agency.sftp())
                .cell(
                        TRUNCATED,
                        () -> column.laidAside(
                                "answer-incomplete",
                                person -> agency.spoil(bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
                                again))
                .cell(
                        CHARSET,
                        () -> column.laidAside(
                                "answer-incomplete", person -> agency.spoil(text(text -> text, ISO_8859_1)), again))
                .cell(
                        DUPLICATES,
                        () -> column.survived(
                                "disclosed once",
                                person ->
                                        agency.spoil(text(text -> rows(text, 2).replace("#END;1", "#END;2"), UTF_8))))
                .cell(
                        MISSING,
                        () -> column.laidAside(
                                "answer-incomplete", person -> agency.spoil(text(text -> rows(text, 0), UTF_8)), again))
                .cell(STRANGER, () -> column.quarantined(person -> agency.wrongPerson(true)))
                .cell(
                        HALF_FILE,
                        () -> column.survived(
                                "left until it is whole, then done",
                                person -> agency.halfWrittenFor(Duration.ofMillis(250))))
                .cell(
                        ACKNOWLEDGEMENT,
                        () -> column.refused("not-erased", person -> {
                            agency.deaf(true);
                            agency.spoil(text(text -> text.replace(";ERASED", ";REFUSED"), UTF_8));
                        }))
                .cell(
                        TRAILER,
                        () -> column.laidAside(
                                "answer-incomplete",
                                person -> agency.spoil(text(text -> text.replace("#END;1", "#END;7"), UTF_8)),
                                again))
                .cell(FALSE_DELETE, () -> column.foundOut((person, asking) -> agency.deaf(true)));
    }

    private static UnaryOperator<byte[]> text(UnaryOperator<String> change, Charset written) {
        return bytes -> change.apply(new String(bytes, UTF_8)).getBytes(written);
    }

    /** Each line but the first and a trailer so many times. */
    private static String rows(String text, int copies) {
        List<String> lines = text.lines().toList();
        StringBuilder repeated = new StringBuilder(lines.get(0)).append('\n');
        for (String line : lines.subList(1, lines.size())) {
            repeated.append((line + "\n").repeat(line.startsWith("#") ? 1 : copies));
        }
        return repeated.toString();
    }

    private MisbehaviourMatrix sftpFeed() {
        var members = systems.around.tryg().members();
        MisbehaviourMatrix column = column("sftp-feed", "tryghedsgruppen", systems.around::add, () -> {
            members.sftp().behave();
            members.says(null);
        });
        return sftp(column, members.sftp())
                .cell(
                        TRUNCATED,
                        () -> spoiltFeed(
                                column, "feed-incomplete", text -> text.substring(0, text.length() / 2), ISO_8859_1))
                .cell(CHARSET, () -> {
                    SyntheticPerson person = column.held();
                    Asking asking = column.ask("members-utf8", person);
                    MisbehaviourMatrix.failed("feed-incomplete", column.settled(asking, Action.QUERY));
                    return spoiltFeed(column, "feed-incomplete", text -> text, UTF_8);
                })
                .cell(DUPLICATES, () -> {
                    SyntheticPerson person = column.held();
                    Path file = feed(person);
                    String text = new String(MisbehavingSystems.read(file), ISO_8859_1);
                    MisbehavingSystems.write(
                            file,
                            (text.lines().findFirst().orElseThrow() + "\n" + text.replace("T000000001", "T000000002"))
                                    .getBytes(ISO_8859_1));
                    column.done(column.ask(person), person);
                    return "disclosed once";
                })
                .cell(
                        MISSING,
                        () -> spoiltFeed(
                                column, "feed-incomplete", text -> text.substring(text.indexOf('\n') + 1), ISO_8859_1))
                .never(STRANGER, "the hub itself looks for the subject's number in what was sent")
                .cell(HALF_FILE, () -> {
                    SyntheticPerson person = column.held();
                    byte[] whole = MisbehavingSystems.read(feed(person));
                    MisbehavingSystems.write(feed(person), Arrays.copyOf(whole, whole.length / 2));
                    Asking asking = column.ask(person);
                    await().atMost(Duration.ofSeconds(40))
                            .until(() -> asking.task(Action.QUERY).attempt() > 1);
                    MisbehavingSystems.write(feed(person), whole);
                    column.done(asking, person);
                    return "retried until it is whole, then done";
                })
                .cell(ACKNOWLEDGEMENT, () -> wronglyAcknowledged(column))
                .cell(
                        TRAILER,
                        () -> spoiltFeed(
                                column,
                                "feed-incomplete",
                                text -> text.replace("T000000001", "T000000007"),
                                ISO_8859_1))
                .never(FALSE_DELETE, "a recipient is told and not commanded; what it erases it answers for (Art. 19)");
    }

    private static Path feed(SyntheticPerson person) {
        return systems.feed(person.feed().get(0).feedDate());
    }

    private static String spoiltFeed(
            MisbehaviourMatrix column, String code, UnaryOperator<String> change, Charset written) {
        SyntheticPerson person = column.held();
        byte[] whole = MisbehavingSystems.read(feed(person));
        MisbehavingSystems.write(
                feed(person), change.apply(new String(whole, ISO_8859_1)).getBytes(written));
        Asking asking = column.ask(person);
        String end = MisbehaviourMatrix.failed(code, column.settled(asking, Action.QUERY));
        assertThat(asking.items()).isEmpty();
        MisbehavingSystems.write(feed(person), whole);
        asking.retry(Action.QUERY);
        column.done(asking, person);
        return end + ", done by a retry";
    }

    private static String wronglyAcknowledged(MisbehaviourMatrix column) {
        var members = systems.around.tryg().members();
        SyntheticPerson person = column.held();
        Asking asking = column.ask(person);
        column.done(asking, person);
        long before = column.entries("acknowledgement-unreadable");
        members.says("KO;1");
        asking.command(Action.NOTIFY);
        await().atMost(Duration.ofSeconds(40)).until(() -> column.entries("acknowledgement-unreadable") > before);
        assertThat(asking.task(Action.NOTIFY).state()).isEqualTo(TaskState.WAITING);
        members.says("OK;55");
        forgetAcknowledgement(asking);
        String end = MisbehaviourMatrix.failed("acknowledgement-count", column.settled(asking, Action.NOTIFY));
        members.says(null);
        asking.retry(Action.NOTIFY);
        asking.is(Action.NOTIFY, TaskState.WAITING);
        forgetAcknowledgement(asking);
        TaskView notice = column.settled(asking, Action.NOTIFY);
        assertThat(notice.state()).as(notice.reason()).isEqualTo(TaskState.DONE);
        assertThat(notice.items()).isEqualTo(1);
        return "answer quarantined `acknowledgement-unreadable`; another count " + end + ", done by a retry";
    }

    /** The recipient looks at the notice anew. */
    private static void forgetAcknowledgement(Asking asking) {
        try {
            Files.deleteIfExists(systems.around
                    .tryg()
                    .members()
                    .sftp()
                    .root()
                    .resolve("ack/ACK_" + asking.task(Action.NOTIFY).id() + ".txt"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private MisbehaviourMatrix hostFile() {
        MisbehaviourMatrix column = column(
                "host-file", "host-policies", person -> unload(person, DANISH_HOST, 1, 1, 1), systems.unloads::behave);
        return sftp(column, systems.unloads)
                .cell(
                        TRUNCATED,
                        () -> spoiltUnload(column, person -> {
                            byte[] whole = MisbehavingSystems.read(systems.unload(person));
                            MisbehavingSystems.write(
                                    systems.unload(person), Arrays.copyOf(whole, whole.length - HostUnload.LENGTH));
                        }))
                .cell(CHARSET, () -> spoiltUnload(column, person -> unload(person, ISO_8859_1, 1, 1, 1)))
                .cell(
                        DUPLICATES,
                        () -> column.survived("disclosed once", person -> unload(person, DANISH_HOST, 2, 2, 2)))
                .cell(MISSING, () -> spoiltUnload(column, person -> unload(person, DANISH_HOST, 0, 1, 1)))
                .never(STRANGER, "the hub itself looks for the subject's number in what was unloaded")
                .cell(HALF_FILE, () -> {
                    SyntheticPerson person = column.held();
                    byte[] whole = MisbehavingSystems.read(systems.unload(person));
                    MisbehavingSystems.write(systems.unload(person), Arrays.copyOf(whole, whole.length / 2));
                    Asking asking = column.ask(person);
                    await().atMost(Duration.ofSeconds(40))
                            .until(() -> asking.task(Action.QUERY).attempt() > 1);
                    MisbehavingSystems.write(systems.unload(person), whole);
                    column.done(asking, person);
                    return "retried until it is whole, then done";
                })
                .never(ACKNOWLEDGEMENT, "nothing is commanded")
                .cell(TRAILER, () -> {
                    String end = spoiltUnload(column, person -> unload(person, DANISH_HOST, 1, 1, 7));
                    assertThat(spoiltUnload(column, person -> unload(person, DANISH_HOST, 1, 7, 1)))
                            .as("the header counts as well")
                            .isEqualTo(end);
                    return end;
                })
                .never(FALSE_DELETE, "nothing is commanded");
    }

    private static void unload(SyntheticPerson person, Charset page, int copies, int header, int trailer) {
        MisbehavingSystems.write(
                systems.unload(person),
                HostUnload.of(
                        page, person.nationalId(), person.name(), "812.50", 2, "19990101", copies, header, trailer));
    }

    private static String spoiltUnload(MisbehaviourMatrix column, Consumer<SyntheticPerson> spoil) {
        SyntheticPerson person = column.held();
        spoil.accept(person);
        Asking asking = column.ask(person);
        String end = MisbehaviourMatrix.failed("host-file-incomplete", column.settled(asking, Action.QUERY));
        assertThat(asking.items()).isEmpty();
        unload(person, DANISH_HOST, 1, 1, 1);
        asking.retry(Action.QUERY);
        column.done(asking, person);
        return end + ", done by a retry";
    }

    private MisbehaviourMatrix objectStore() {
        var objects = systems.objects;
        MisbehaviourMatrix column = column(
                "object-store",
                "claim-documents",
                person -> objects.put(
                        "claims/" + person.nationalId() + "/a.txt",
                        "0123456789".getBytes(UTF_8),
                        Map.of("claim", "K-1")),
                objects::behave);
        return column.cell(LATENCY, () -> column.retried(person -> objects.latency(TOO_LONG)))
                .cell(THROTTLING, () -> {
                    SyntheticPerson person = column.held();
                    objects.slowDown(2);
                    Asking asking = column.ask(person);
                    column.done(asking, person);
                    assertThat(asking.task(Action.QUERY).attempt()).isGreaterThan(2);
                    return "left alone as long as it asks, then done";
                })
                .cell(EXPIRED_TOKEN, () -> column.failed("http-403", person -> objects.refusing(true)))
                .cell(TRUNCATED, () -> column.failed("reply-unreadable", person -> objects.cutLists(true)))
                .never(CHARSET, "contents are bytes, and keys come percent-encoded")
                .cell(DUPLICATES, () -> {
                    SyntheticPerson person = column.held();
                    objects.twice(true);
                    Asking asking = column.ask(person);
                    column.done(asking, person);
                    assertThat(asking.contents()).containsExactly("a.txt=0123456789");
                    return "disclosed once";
                })
                .never(MISSING, "a list has no count; it says itself whether it goes on")
                .cell(STRANGER, () -> column.quarantined(person -> objects.wrongPerson(true)))
                .cell(HALF_FILE, () -> column.failed("object-incomplete", person -> objects.cut(true)))
                .cell(ACKNOWLEDGEMENT, () -> column.foundOut((person, asking) -> objects.deaf(true)))
                .never(TRAILER, "it gives no files with a trailer")
                .never(HOST_KEY, "it is not entered by SSH")
                .cell(FALSE_DELETE, () -> column.foundOut((person, asking) -> objects.onlyMarks(true)));
    }

    private MisbehaviourMatrix soap() {
        PolicyHost host = systems.policies;
        MisbehaviourMatrix column = column(
                "soap",
                "policy-host",
                person -> host.put("SP-" + person.customerNumber(), person.nationalId(), person.name(), ""),
                host::behave);
        return column.cell(LATENCY, () -> column.retried(person -> host.latency(TOO_LONG)))
                .cell(
                        THROTTLING,
                        () -> column.survived("left alone as long as it asks, then done", person -> host.throttle(2)))
                .cell(
                        EXPIRED_TOKEN,
                        () -> column.failed("soap-security", person -> host.changePassword("renewed-meanwhile")))
                .cell(TRUNCATED, () -> soapFailed(column, PolicyHost.Misbehaviour.CUT))
                .cell(CHARSET, () -> soapFailed(column, PolicyHost.Misbehaviour.WRONG_CHARSET))
                .cell(
                        DUPLICATES,
                        () -> column.survived(
                                "disclosed once",
                                person -> host.misbehave(person.nationalId(), PolicyHost.Misbehaviour.TWICE)))
                .cell(MISSING, () -> soapFailed(column, PolicyHost.Misbehaviour.WRONG_TOTAL))
                .cell(
                        STRANGER,
                        () -> column.quarantined(
                                person -> host.misbehave(person.nationalId(), PolicyHost.Misbehaviour.WRONG_PERSON)))
                .never(HALF_FILE, "a part that is cut off is a truncated reply")
                .cell(
                        ACKNOWLEDGEMENT,
                        () -> column.refused(
                                "reply-unreadable",
                                person -> host.misbehave(person.nationalId(), PolicyHost.Misbehaviour.HTML_TO_CHANGES)))
                .never(TRAILER, "it gives no files")
                .never(HOST_KEY, "it is not entered by SSH")
                .cell(
                        FALSE_DELETE,
                        () -> column.foundOut((person, asking) ->
                                host.misbehave(person.nationalId(), PolicyHost.Misbehaviour.ONLY_SAYS_DELETED)));
    }

    private static String soapFailed(MisbehaviourMatrix column, PolicyHost.Misbehaviour how) {
        return column.failed("reply-unreadable", person -> systems.policies.misbehave(person.nationalId(), how));
    }

    private MisbehaviourMatrix jms() {
        HostSystem host = systems.host;
        MisbehaviourMatrix column = column(
                "jms",
                "life-policies",
                person -> host.add("L" + person.customerNumber(), person.nationalId(), person.name(), 1, "20200131"),
                host::behave);
        return column.cell(LATENCY, () -> {
                    SyntheticPerson person = column.held();
                    host.silent(true);
                    Asking asking = column.ask(person);
                    asking.is(Action.QUERY, TaskState.WAITING);
                    host.silent(false);
                    column.done(asking, person);
                    return "waits for the answer without a permit, then done";
                })
                .cell(
                        THROTTLING,
                        () -> column.survived("asked again when the host is busy, then done", person -> host.busy(2)))
                .never(EXPIRED_TOKEN, "the account is the connection's, and a broker has no token")
                .cell(
                        TRUNCATED,
                        () -> column.failed(
                                "answer-unreadable",
                                person -> host.spoil(bytes -> Arrays.copyOf(bytes, bytes.length - 20))))
                .cell(
                        CHARSET,
                        () -> column.failed(
                                "host-refused",
                                person -> host.spoil(
                                        bytes -> new String(bytes, HostSystem.CODE_PAGE).getBytes(ISO_8859_1))))
                .cell(DUPLICATES, () -> column.survived("disclosed once", person -> host.spoil(records(2, 2))))
                .cell(MISSING, () -> column.failed("answer-unreadable", person -> host.spoil(records(0, 1))))
                .cell(STRANGER, () -> column.quarantined(person -> host.wrongPerson(true)))
                .never(HALF_FILE, "a message comes whole or not at all")
                .cell(ACKNOWLEDGEMENT, () -> {
                    String end = column.refused("not-erased", person -> {
                        host.deaf(true);
                        host.spoil(bytes -> new String(bytes, HostSystem.CODE_PAGE)
                                .replace("OK", "NO")
                                .getBytes(HostSystem.CODE_PAGE));
                    });
                    assertThat(column.refused("not-erased", person -> {
                                host.deaf(true);
                                host.spoil(bytes -> "0400000".getBytes(HostSystem.CODE_PAGE));
                            }))
                            .as("no word on the policy is no yes either")
                            .isEqualTo(end);
                    return end;
                })
                .never(TRAILER, "its head counts; see missing rows")
                .never(HOST_KEY, "it is not entered by SSH")
                .cell(FALSE_DELETE, () -> column.foundOut((person, asking) -> host.deaf(true)));
    }

    /** The records so many times, and how many the head counts. */
    private static UnaryOperator<byte[]> records(int copies, int counted) {
        return bytes -> {
            String text = new String(bytes, HostSystem.CODE_PAGE);
            return (text.substring(0, 2)
                            + String.format("%05d", counted)
                            + text.substring(7).repeat(copies))
                    .getBytes(HostSystem.CODE_PAGE);
        };
    }

    private MisbehaviourMatrix mailExchange() {
        var agency = systems.letters;
        MisbehaviourMatrix column = column(
                        "mail-exchange",
                        "letters",
                        person -> agency.add(
                                "B" + person.customerNumber(), person.nationalId(), person.name(), "Kære Åse"),
                        () -> {
                            systems.around.mail().smtpGate().latency(Duration.ZERO);
                            agency.spoil(UnaryOperator.identity());
                            agency.wrongPerson(false);
                            agency.deaf(false);
                            agency.forgetAnswers();
                        })
                .withClerk(() -> agency.answerAll(false));
        Consumer<Asking> again = asking -> agency.forgetAnswers();
        return column.cell(
                        LATENCY,
                        () -> column.retried(
                                person -> systems.around.mail().smtpGate().latency(TOO_LONG)))
                .never(THROTTLING, "a mail server has no HTTP 429")
                .never(EXPIRED_TOKEN, "a mailbox has a password and no token")
                .cell(
                        TRUNCATED,
                        () -> column.laidAside(
                                "answer-unreadable",
                                person -> agency.spoil(bytes -> Arrays.copyOf(bytes, bytes.length - 20)),
                                again))
                .cell(
                        CHARSET,
                        () -> column.laidAside(
                                "answer-unreadable", person -> agency.spoil(text(text -> text, ISO_8859_1)), again))
                .cell(
                        DUPLICATES,
                        () -> column.survived(
                                "disclosed once", person -> agency.spoil(text(text -> rows(text, 2), UTF_8))))
                .never(MISSING, "a person writes the file, and nobody counts")
                .cell(STRANGER, () -> column.quarantined(person -> agency.wrongPerson(true)))
                .never(HALF_FILE, "a mail comes whole or not at all")
                .cell(ACKNOWLEDGEMENT, () -> {
                    String end = column.refused("not-erased", person -> {
                        agency.deaf(true);
                        agency.spoil(text(text -> text.replace(";ERASED", ";NO"), UTF_8));
                    });
                    assertThat(column.refused("not-erased", person -> {
                                agency.deaf(true);
                                agency.spoil(text(text -> rows(text, 0), UTF_8));
                            }))
                            .as("no word on the letter is no yes either")
                            .isEqualTo(end);
                    return end;
                })
                .never(TRAILER, "a person writes the file, and nobody counts")
                .cell(HOST_KEY, () -> {
                    SyntheticPerson person = column.held();
                    long before = column.entries("answer-untrusted");
                    Asking asking = column.ask(person);
                    await().atMost(Duration.ofSeconds(40)).until(() -> {
                        agency.strangerAnswersAll();
                        return column.entries("answer-untrusted") > before;
                    });
                    assertThat(asking.task(Action.QUERY).state()).isEqualTo(TaskState.WAITING);
                    column.done(asking, person);
                    return "answer under another key quarantined `answer-untrusted`, done by the true one";
                })
                .cell(FALSE_DELETE, () -> column.foundOut((person, asking) -> agency.deaf(true)));
    }

    private MisbehaviourMatrix manual() {
        MisbehaviourMatrix column = column("manual", "paper", person -> {}, () -> {});
        return column.cell(LATENCY, () -> {
                    SyntheticPerson person = column.held();
                    Asking asking = handedOver(column, person);
                    await().atMost(Duration.ofSeconds(40))
                            .until(() -> asking.task(Action.QUERY).reason().startsWith("manual-reminder: "));
                    answer(asking, Action.QUERY, folders(person, 1));
                    column.done(asking, person);
                    return "reminded, done when answered";
                })
                .never(THROTTLING, "a person has no HTTP 429")
                .never(EXPIRED_TOKEN, "a person has no token of the hub's")
                .cell(TRUNCATED, () -> {
                    SyntheticPerson person = column.held();
                    Asking asking = handedOver(column, person);
                    ManualAnswers.Found half =
                            new ManualAnswers.Found("folder", Map.of("cpr", person.nationalId()), List.of());
                    assertThatThrownBy(() -> answer(asking, Action.QUERY, List.of(half)))
                            .isInstanceOf(Problem.class)
                            .hasMessageStartingWith("record-without-reference: ");
                    asking.is(Action.QUERY, TaskState.MANUAL);
                    answer(asking, Action.QUERY, folders(person, 1));
                    column.done(asking, person);
                    return "half a form refused `record-without-reference`, done by the next";
                })
                .never(CHARSET, "answers come over the hub's own API, in UTF-8")
                .cell(DUPLICATES, () -> {
                    SyntheticPerson person = column.held();
                    Asking asking = handedOver(column, person);
                    answer(asking, Action.QUERY, folders(person, 2));
                    column.done(asking, person);
                    return "disclosed once";
                })
                .never(MISSING, "nobody counts what a person has not found")
                .cell(STRANGER, () -> {
                    SyntheticPerson person = column.held();
                    Asking asking = handedOver(column, person);
                    answer(asking, Action.QUERY, folders(column.somebody(), 1));
                    TaskView task = column.settled(asking, Action.QUERY);
                    assertThat(task.state()).isEqualTo(TaskState.QUARANTINED);
                    assertThat(task.reason()).startsWith("record-of-another-person: ");
                    assertThat(asking.items()).isEmpty();
                    return "quarantined `record-of-another-person`";
                })
                .never(HALF_FILE, "no files are handed in")
                .never(ACKNOWLEDGEMENT, "a person's word is all there is; see the last table")
                .never(TRAILER, "no files are handed in")
                .never(HOST_KEY, "it is not entered by SSH")
                .cell(FALSE_DELETE, () -> {
                    SyntheticPerson person = column.held();
                    Asking asking = handedOver(column, person);
                    answer(asking, Action.QUERY, folders(person, 1));
                    column.done(asking, person);
                    asking.command(Action.ERASE);
                    asking.is(Action.ERASE, TaskState.MANUAL);
                    answer(asking, Action.ERASE, List.of());
                    assertThat(column.settled(asking, Action.ERASE).items()).isEqualTo(1);
                    asking.enqueue(Action.PROVE);
                    asking.is(Action.PROVE, TaskState.MANUAL);
                    answer(asking, Action.PROVE, folders(person, 1));
                    assertThat(column.settled(asking, Action.PROVE).reason()).startsWith("still-there: 1");
                    assertThat(asking.executions()).containsOnly("STILL_THERE");
                    return "found out by the person who looks again `still-there`";
                });
    }

    private static Asking handedOver(MisbehaviourMatrix column, SyntheticPerson person) {
        Asking asking = column.ask(person);
        asking.is(Action.QUERY, TaskState.MANUAL);
        return asking;
    }

    private static void answer(Asking asking, Action action, List<ManualAnswers.Found> found) {
        // The task may be busy reminding.
        await().atMost(Duration.ofSeconds(40))
                .ignoreException(org.dsrhub.ledger.Requests.StateConflict.class)
                .until(() -> {
                    systems.hub
                            .bean(ManualAnswers.class)
                            .answer(asking.task(action).id(), found, "clerk", Map::of);
                    return true;
                });
    }

    private static List<ManualAnswers.Found> folders(SyntheticPerson person, int copies) {
        Map<String, Object> record = Map.of("shelf", "K" + person.customerNumber(), "cpr", person.nationalId());
        return java.util.Collections.nCopies(copies, new ManualAnswers.Found("folder", record, List.of()));
    }

    private MisbehaviourMatrix statement() {
        MisbehaviourMatrix column = column("statement", "reinsurer", person -> {}, () -> {});
        assertThat(systems.hub.bean(Connectors.class).get("tryg", "reinsurer").isStatement())
                .isTrue();
        for (Misbehaviour what : Misbehaviour.values()) {
            column.never(what, "nothing is asked of it");
        }
        return column;
    }

    private MisbehaviourMatrix hubCases() {
        MisbehaviourMatrix column = column("hub-cases", "past-cases", person -> {}, () -> {});
        for (Misbehaviour what : Misbehaviour.values()) {
            column.never(what, "it reads the hub's own store");
        }
        return column;
    }

    @Test
    void eachTemplateHasItsColumn() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("connectors/templates"))) {
            Set<String> templates = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".camel.yaml"))
                    .map(name -> name.replace(".camel.yaml", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            templates.remove("http-media"); // a part of recording-archive and contact-centre, asked for by no file
            templates.add("statement"); // no route, nothing is asked
            assertThat(matrix().stream().map(column -> column.template)).containsExactlyInAnyOrderElementsOf(templates);
        }
    }
}
