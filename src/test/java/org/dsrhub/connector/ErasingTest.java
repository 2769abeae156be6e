package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.erasure.Restrictions;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;

/** What was decided to go goes, and nothing else; every kind of system. */
class ErasingTest {
    private final HubUnderTest hub = HubUnderTest.shared();

    @Test
    void whatTheRulesLetGoIsGoneAndProven() {
        SyntheticPerson person = SyntheticPeople.customer("gjensidige-ee", 300);
        person.quotes().clear();
        person.policies().clear();
        person.claims().clear();
        person.recordings().clear();
        person.debts().clear();
        person.recordings()
                .add(new SyntheticPerson.Recording(
                        "GR-OLD",
                        LocalDate.of(2012, 1, 1).atTime(9, 0),
                        "DOCUMENTATION",
                        null,
                        "Kalju Sõstar",
                        "long ago",
                        0));
        person.recordings()
                .add(new SyntheticPerson.Recording(
                        "GR-NEW",
                        LocalDate.of(2026, 1, 1).atTime(9, 0),
                        "DOCUMENTATION",
                        null,
                        "Kalju Sõstar",
                        "lately",
                        0));
        person.debts()
                .add(new SyntheticPerson.Debt(
                        "GD-OLD", BigDecimal.TEN, "EUR", LocalDate.of(2009, 1, 1), LocalDate.of(2010, 1, 1)));
        person.claims()
                .add(new SyntheticPerson.Claim(
                        "GC/OLD 1",
                        null,
                        "TRAVEL",
                        LocalDate.of(2010, 1, 1),
                        LocalDate.of(2010, 1, 2),
                        LocalDate.of(2010, 2, 1),
                        "Suitcase",
                        null,
                        null,
                        BigDecimal.ONE));
        person.policies()
                .add(new SyntheticPerson.Policy(
                        "GP-NOW", "HOME", LocalDate.of(2024, 1, 1), null, BigDecimal.TEN, "Flat", null));
        hub.around.add(person);
        UUID request = hub.accept(person, Set.of(Right.ERASURE));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(executions(request))
                        .as(() -> hub.bean(Requests.class)
                                        .find(request)
                                        .orElseThrow()
                                        .state() + " " + decisions(request))
                        .contains(
                                "claims PROVEN",
                                "call-recordings PROVEN",
                                "debt-collection PROVEN",
                                "consents PROVEN"));
        var systems = hub.around.gjensidigeEe();
        assertThat(systems.claims().records())
                .noneMatch(row -> row.get("claimNumber").equals("GC/OLD 1"));
        assertThat(systems.recordings().records())
                .noneMatch(row -> row.get("recordingId").equals("GR-OLD"));
        assertThat(systems.recordings().records())
                .anyMatch(row -> row.get("recordingId").equals("GR-NEW"));
        assertThat(Files.exists(systems.recordings().media().resolve("GR-OLD.wav")))
                .isFalse();
        assertThat(Files.exists(systems.recordings().media().resolve("GR-OLD.json")))
                .isFalse();
        assertThat(Files.exists(systems.recordings().media().resolve("GR-NEW.wav")))
                .isTrue();
        assertThat(systems.collection().records())
                .noneMatch(row -> row.get("case_no").equals("GD-OLD"));
        assertThat(systems.core().records("policy", person.nationalId())).hasSize(1);
        assertThat(systems.core().records("customer", person.nationalId())).hasSize(1);
    }

    @Test
    void aRecipientIsToldWhatWasErasedAndAcknowledges() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 301);
        person.feed().clear();
        person.feed()
                .add(new SyntheticPerson.FeedLine(
                        "TP-FEED-301", "Eksempelvej 1", "9999", 12345, LocalDate.of(2018, 3, 15)));
        hub.around.add(person);
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> tasks(request).stream()
                        .anyMatch(task -> task.queue().equals("decision") && task.state() == TaskState.DONE));
        List<UUID> feed = new ArrayList<>();
        hub.bean(Items.class).read(request, item -> {
            if (item.system().equals("tryghedsgruppen")) {
                assertThat(item.record()).containsEntry("feed_date", "2018-03-15");
                assertThat(item.record().get("bonus")).hasToString("123.45");
                feed.add(item.id());
            }
        });
        Decision erase = new Decision(Outcome.ERASE, "none", 0, null, "GDPR-17-1", null, "erased", false, false);
        hub.bean(Items.class)
                .decide(
                        request,
                        Right.ERASURE,
                        LocalDate.of(2026, 12, 1),
                        "clerk",
                        feed.stream().map(id -> new Items.Decided(id, erase)).toList());
        hub.bean(Executions.class).pend(request, feed);
        Connector connector = hub.bean(Connectors.class).get("tryg", "tryghedsgruppen");
        hub.bean(Requests.class)
                .apply(
                        request,
                        Set.of(RequestState.values()),
                        "clerk",
                        "test",
                        Map.of(),
                        Next.tasks(
                                RequestState.EXECUTING,
                                List.of(new NewTask(
                                        connector.queue(),
                                        connector.system(),
                                        connector.backend(),
                                        Action.NOTIFY,
                                        20,
                                        1,
                                        false,
                                        null,
                                        null)),
                                null));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(tasks(request))
                        .filteredOn(task -> task.action() == Action.NOTIFY)
                        .hasSize(1)
                        .allMatch(task -> task.state() == TaskState.DONE && task.items() == 1));
        assertThat(hub.around.tryg().members().records()).noneMatch(line -> line.startsWith("TP-FEED-301"));
    }

    @Test
    void aRestrictionMarksRecordsInTheirSystemsUntilTheSubjectHasReadThatItEnds() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 303);
        person.claims()
                .add(new SyntheticPerson.Claim(
                        "TC-RST 1",
                        null,
                        "TRAVEL",
                        LocalDate.of(2025, 1, 1),
                        LocalDate.of(2025, 1, 2),
                        LocalDate.of(2025, 2, 1),
                        "Suitcase",
                        null,
                        null,
                        BigDecimal.ONE));
        hub.around.add(person);
        var core = hub.around.tryg().core();
        UUID request = hub.accept(person, Set.of(Right.RESTRICTION));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(core.records("customer", person.nationalId()))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("restricted", true));
            assertThat(claim("TC-RST 1")).containsEntry("restricted", true);
        });
        assertThat(core.records("customer"))
                .filteredOn(row -> Boolean.TRUE.equals(row.get("restricted")))
                .hasSize(1);

        hub.bean(Restrictions.class).lift(request, hub.bean(Words.class).keep(request, "the data is right"), "clerk");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(core.records("customer", person.nationalId()))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("restricted", false));
            assertThat(claim("TC-RST 1")).containsEntry("restricted", false);
        });
        List<String> events = hub.bean(Requests.class).history(request).stream()
                .map(entry -> entry.event())
                .toList();
        assertThat(events).containsSubsequence("restriction-lift-asked", "notice-sent", "restriction-lifted");

        // What sets a flag comes too late now, as from a system that was dead meanwhile.
        Connector crm = hub.bean(Connectors.class).get("tryg", "crm");
        hub.bean(Requests.class)
                .apply(
                        request,
                        Set.of(RequestState.values()),
                        "clerk",
                        "test",
                        Map.of(),
                        new Next(null, null, List.of(crm.task(Action.RESTRICT, 90)), null, null));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(tasks(request))
                        .filteredOn(task -> task.action() == Action.RESTRICT && task.wave() == 90)
                        .singleElement()
                        .satisfies(task -> assertThat(task.reason()).startsWith("restriction-lifted")));
        assertThat(core.records("customer", person.nationalId()))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("restricted", false));
    }

    private Map<String, Object> claim(String number) {
        return hub.around.tryg().claims().records().stream()
                .filter(row -> number.equals(row.get("claimNumber")))
                .findFirst()
                .orElseThrow();
    }

    private List<TaskView> tasks(UUID request) {
        return hub.bean(Requests.class).tasks(request);
    }

    private List<String> decisions(UUID request) {
        List<String> decisions = new ArrayList<>();
        hub.bean(Items.class)
                .decisions(
                        request,
                        item -> decisions.add(
                                item.system() + " " + item.decision().outcome() + " "
                                        + item.decision().rule() + " " + item.execution()));
        return decisions;
    }

    private List<String> executions(UUID request) {
        List<String> executions = new ArrayList<>();
        hub.bean(Items.class).decisions(request, item -> executions.add(item.system() + " " + item.execution()));
        return executions;
    }
}
