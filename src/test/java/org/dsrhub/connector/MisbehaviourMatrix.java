package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;

/** One template's column: for each misbehaviour how its system is led astray, and how the task has to end. */
final class MisbehaviourMatrix {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final AtomicInteger PEOPLE = new AtomicInteger();

    final String template;
    private final HubUnderTest hub;
    private final String system;
    private final Consumer<SyntheticPerson> holding;
    private final Runnable behave;
    private final Map<Misbehaviour, Callable<String>> cells = new EnumMap<>(Misbehaviour.class);
    private final Map<Misbehaviour, String> reasons = new EnumMap<>(Misbehaviour.class);
    /** Somebody at the other end who has to be told to work. */
    private Runnable clerk = () -> {};

    /**
     * @param holding has the system hold one record of the person
     * @param behave takes all misbehaviour back
     */
    MisbehaviourMatrix(
            HubUnderTest hub, String template, String system, Consumer<SyntheticPerson> holding, Runnable behave) {
        this.hub = hub;
        this.template = template;
        this.system = system;
        this.holding = holding;
        this.behave = behave;
    }

    MisbehaviourMatrix withClerk(Runnable work) {
        clerk = work;
        return this;
    }

    /** @param reason in half a line, why this cannot happen to such a system */
    MisbehaviourMatrix never(Misbehaviour what, String reason) {
        reasons.put(what, reason);
        return this;
    }

    MisbehaviourMatrix cell(Misbehaviour what, Callable<String> run) {
        cells.put(what, run);
        return this;
    }

    /** Runs it. @return how it ended, in words of the table */
    String run(Misbehaviour what) throws Exception {
        if (reasons.containsKey(what)) {
            return "– " + reasons.get(what);
        }
        assertThat(cells).as(template + " says nothing of " + what.title).containsKey(what);
        try {
            return cells.get(what).call();
        } finally {
            behave.run();
        }
    }

    /** Each has one record of each kind, and a name that ASCII cannot write. */
    SyntheticPerson somebody() {
        int n = PEOPLE.getAndIncrement();
        SyntheticPerson person = SyntheticPeople.customer("tryg", 1000 + n / 10 * 100 + n % 10);
        person.policies().clear();
        person.carts().clear();
        person.claims().clear();
        person.chats().clear();
        person.consents().clear();
        person.quotes().clear();
        person.quotes()
                .add(new SyntheticPerson.Quote(
                        "MQ-" + n,
                        LocalDate.of(2020, 1, 1),
                        "HOME",
                        java.math.BigDecimal.TEN,
                        false,
                        false,
                        "a house"));
        person.recordings().clear();
        person.recordings()
                .add(new SyntheticPerson.Recording(
                        "MR-" + n,
                        LocalDate.of(2024, 1, 1).atTime(9, 0),
                        "DOCUMENTATION",
                        null,
                        "Kaj Åse",
                        "Må jeg få å?",
                        0));
        person.debts().clear();
        person.debts()
                .add(new SyntheticPerson.Debt(
                        "MD-" + n,
                        java.math.BigDecimal.TEN,
                        "DKK",
                        LocalDate.of(2009, 1, 1),
                        LocalDate.of(2010, 1, 1)));
        person.feed().clear();
        person.feed().add(new SyntheticPerson.FeedLine("TP-M" + n, "Vej 1", "9999", 12345, day(n)));
        return person;
    }

    private static LocalDate day(int n) {
        return LocalDate.of(2018, 1, 1).plusDays(n);
    }

    Asking ask(SyntheticPerson person) {
        return ask(system, person);
    }

    Asking ask(String other, SyntheticPerson person) {
        LocalDate always = LocalDate.of(1990, 1, 1);
        return Asking.of(
                hub,
                other,
                person,
                List.of(
                        new SubjectKey(KeyKind.EMAIL, person.email(), null, always, null, "register"),
                        new SubjectKey(KeyKind.PHONE, person.phone(), null, always, null, "register")));
    }

    /** Waits for the task's end. */
    TaskView settled(Asking asking, Action action) {
        await().atMost(LONGEST).untilAsserted(() -> {
            clerk.run();
            TaskView task = asking.task(action);
            assertThat(task.state().settled())
                    .as("%s %s is %s: %s", system, action, task.state(), task.reason())
                    .isTrue();
        });
        return asking.task(action);
    }

    void done(Asking asking, SyntheticPerson person) {
        TaskView task = settled(asking, Action.QUERY);
        assertThat(task.state()).as(task.reason()).isEqualTo(TaskState.DONE);
        assertThat(asking.items()).hasSize(1);
        own(asking, person);
    }

    private static void own(Asking asking, SyntheticPerson person) {
        assertThat(asking.items())
                .allMatch(item ->
                        own(item, person.nationalId()) || own(item, person.email()) || own(item, person.phone()));
    }

    private static boolean own(Item item, String key) {
        return item.record().toString().contains(key);
    }

    /** Nothing comes of the task while it lasts, and all once it is over. */
    String retried(Consumer<SyntheticPerson> misbehave) {
        SyntheticPerson person = held();
        misbehave.accept(person);
        Asking asking = ask(person);
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(asking.task(Action.QUERY).attempt())
                        .as(asking.task(Action.QUERY).reason())
                        .isGreaterThan(1));
        assertThat(asking.task(Action.QUERY).state()).isIn(TaskState.DUE, TaskState.RUNNING);
        assertThat(asking.items()).isEmpty();
        behave.run();
        done(asking, person);
        return "retried, then done";
    }

    /** It ends by itself. */
    String survived(String how, Consumer<SyntheticPerson> misbehave) {
        SyntheticPerson person = held();
        misbehave.accept(person);
        done(ask(person), person);
        return how;
    }

    /** It is tried again as long as that may help, then fails with the remedy; a person has it tried again. */
    String failed(String code, Consumer<SyntheticPerson> misbehave) {
        SyntheticPerson person = held();
        misbehave.accept(person);
        Asking asking = ask(person);
        String end = failed(code, settled(asking, Action.QUERY));
        assertThat(asking.items()).isEmpty();
        behave.run();
        asking.retry(Action.QUERY);
        done(asking, person);
        return end + ", done by a retry";
    }

    static String failed(String code, TaskView task) {
        assertThat(task.state()).as(task.reason()).isEqualTo(TaskState.FAILED);
        assertThat(task.reason()).startsWith(code + ": ").contains(";").hasSizeGreaterThan(code.length() + 40);
        return "failed `" + code + "`";
    }

    /** What came stays away from the subject, and a person assesses it. */
    String quarantined(Consumer<SyntheticPerson> misbehave) {
        SyntheticPerson stranger = held();
        SyntheticPerson person = held();
        misbehave.accept(person);
        Asking asking = ask(person);
        TaskView task = settled(asking, Action.QUERY);
        own(asking, person);
        assertThat(asking.items()).noneMatch(item -> own(item, stranger.nationalId()));
        assertThat(task.state()).as(task.reason()).isIn(TaskState.QUARANTINED, TaskState.UNATTRIBUTABLE);
        if (task.state() == TaskState.UNATTRIBUTABLE) {
            assertThat(task.reason()).startsWith("too-few-keys: ");
            return "left to a clerk `too-few-keys`";
        }
        assertThat(task.reason()).startsWith("record-of-another-person: ");
        assertThat(hub.bean(Quarantine.class).open()).anyMatch(entry -> asking.request.equals(entry.requestId()));
        behave.run();
        boolean paused = resumed();
        SyntheticPerson next = held();
        done(ask(next), next);
        return "quarantined `record-of-another-person`" + (paused ? ", its backend paused for a person" : "");
    }

    /** A person lets the system be asked again. @return whether it had been paused */
    private boolean resumed() {
        String backend = hub.bean(Connectors.class).of("tryg").stream()
                .filter(connector -> connector.system().equals(system))
                .findFirst()
                .orElseThrow()
                .backend();
        Backends backends = hub.bean(Backends.class);
        boolean paused = backends.all().stream()
                .anyMatch(view -> view.name().equals(backend)
                        && view.paused()
                        && view.reason().startsWith("record-of-another-person: "));
        backends.resume(backend, "test");
        return paused;
    }

    /** The answer is laid aside with what to do, and the task waits on. */
    String laidAside(String code, Consumer<SyntheticPerson> misbehave, Consumer<Asking> again) {
        SyntheticPerson person = held();
        misbehave.accept(person);
        long before = entries(code);
        Asking asking = ask(person);
        await().atMost(LONGEST).until(() -> {
            clerk.run();
            return entries(code) > before;
        });
        assertThat(asking.task(Action.QUERY).state()).isEqualTo(TaskState.WAITING);
        assertThat(asking.items()).isEmpty();
        behave.run();
        again.accept(asking);
        done(asking, person);
        return "answer quarantined `" + code + "`, done by the next";
    }

    long entries(String code) {
        return hub.bean(Quarantine.class).open().stream()
                .filter(entry -> entry.source().equals("tryg." + system)
                        && entry.reason().startsWith(code)
                        && entry.remedy().length() > 20)
                .count();
    }

    /** The system says that it erased; the proof tells otherwise, and again when it has. */
    String foundOut(BiConsumer<SyntheticPerson, Asking> misbehave) {
        SyntheticPerson person = held();
        Asking asking = ask(person);
        done(asking, person);
        misbehave.accept(person, asking);
        erased(asking);
        asking.enqueue(Action.PROVE);
        TaskView proof = settled(asking, Action.PROVE);
        assertThat(proof.reason()).startsWith("still-there: 1").contains(";");
        assertThat(asking.executions()).containsOnly("STILL_THERE");
        behave.run();
        erased(asking);
        proven(asking);
        return "found out by the proof `still-there`, then erased";
    }

    private void erased(Asking asking) {
        asking.command(Action.ERASE);
        TaskView erasure = settled(asking, Action.ERASE);
        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(TaskState.DONE);
    }

    private void proven(Asking asking) {
        asking.enqueue(Action.PROVE);
        TaskView proof = settled(asking, Action.PROVE);
        assertThat(proof.state()).as(proof.reason()).isEqualTo(TaskState.DONE);
        assertThat(proof.reason()).isNull();
        assertThat(asking.executions()).containsOnly("PROVEN");
    }

    /** The system's word on the erasure is no yes: the items stay to be erased. */
    String refused(String code, Consumer<SyntheticPerson> misbehave) {
        SyntheticPerson person = held();
        Asking asking = ask(person);
        done(asking, person);
        misbehave.accept(person);
        asking.command(Action.ERASE);
        String end = failed(code, settled(asking, Action.ERASE));
        assertThat(asking.executions()).containsOnly("PENDING");
        behave.run();
        asking.retry(Action.ERASE);
        TaskView erasure = settled(asking, Action.ERASE);
        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(TaskState.DONE);
        proven(asking);
        return end + ", erased by a retry";
    }

    SyntheticPerson held() {
        SyntheticPerson person = somebody();
        holding.accept(person);
        return person;
    }
}
