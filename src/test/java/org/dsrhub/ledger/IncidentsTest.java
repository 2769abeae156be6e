package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.Incidents.Incident;
import org.dsrhub.ledger.Incidents.Kind;
import org.dsrhub.ledger.Incidents.Risk;
import org.dsrhub.ledger.Incidents.Step;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IncidentsTest {
    private static final Instant KNOWN = Instant.parse("2026-12-04T16:30:00Z");

    private final TestHub hub = new TestHub(TestPostgres.freshDatabase());
    private final Incidents incidents = new JdbcIncidents(hub.jdbc);

    @AfterEach
    void close() {
        hub.close();
    }

    private Incident confirm(Risk risk, Instant known, UUID entry) {
        return incidents.confirm(
                new Incidents.New(
                        UUID.randomUUID(), "tryg", Kind.WRONG_RECIPIENT, risk, null, entry, known, UUID.randomUUID()),
                "legal");
    }

    private Incident proceed(Incident incident, Step step) {
        return incidents.proceed(incident.id(), step, UUID.randomUUID(), "legal");
    }

    @Test
    void theClockRunsSeventyTwoHoursOverTheWeekend() {
        assertThat(confirm(Risk.RISK, KNOWN, null).notifyBy()).isEqualTo(Instant.parse("2026-12-07T16:30:00Z"));
    }

    @Test
    void whatHasToBeToldFirstComesFirstAndWhatHasNoClockLast() {
        Incident documented = confirm(Risk.NONE, KNOWN, null);
        Incident later = confirm(Risk.RISK, KNOWN.plusSeconds(60), null);
        Incident first = confirm(Risk.HIGH, KNOWN, null);
        Incident told = proceed(confirm(Risk.HIGH, KNOWN.minusSeconds(60), null), Step.AUTHORITY_TOLD);

        assertThat(incidents.list(Set.of("tryg"), true, 0, 10))
                .extracting(Incident::id)
                .containsExactly(first.id(), later.id(), documented.id(), told.id());
        assertThat(incidents.list(Set.of(), true, 1, 2))
                .extracting(Incident::id)
                .containsExactly(later.id(), documented.id());
        assertThat(incidents.list(Set.of("alka"), true, 0, 10)).isEmpty();
    }

    @Test
    void itIsNotClosedWhileSomebodyIsToBeTold() {
        Incident high = confirm(Risk.HIGH, KNOWN, null);
        assertThatThrownBy(() -> proceed(high, Step.CLOSED)).hasMessageContaining("Art. 33");
        proceed(high, Step.AUTHORITY_TOLD);
        assertThatThrownBy(() -> proceed(high, Step.AUTHORITY_TOLD)).isInstanceOf(Requests.StateConflict.class);
        assertThatThrownBy(() -> proceed(high, Step.CLOSED)).hasMessageContaining("Art. 34");
        proceed(high, Step.SUBJECTS_TOLD);
        assertThat(proceed(high, Step.CLOSED).closedAt()).isNotNull();
        assertThatThrownBy(() -> proceed(high, Step.SUBJECTS_TOLD)).hasMessageContaining("closed");
        assertThat(incidents.history(high.id()))
                .extracting(Incidents.Event::step)
                .containsExactly(Step.CONFIRMED, Step.AUTHORITY_TOLD, Step.SUBJECTS_TOLD, Step.CLOSED);
        assertThat(incidents.list(Set.of(), true, 0, 10)).isEmpty();
        assertThat(incidents.list(Set.of(), false, 0, 10)).hasSize(1);

        Incident risk = confirm(Risk.RISK, KNOWN, null);
        proceed(risk, Step.AUTHORITY_TOLD);
        proceed(risk, Step.CLOSED);
        proceed(confirm(Risk.NONE, KNOWN, null), Step.CLOSED);
    }

    @Test
    void oneAssessmentIsOneIncident() {
        UUID entry = UUID.randomUUID();
        confirm(Risk.RISK, KNOWN, entry);
        assertThatThrownBy(() -> confirm(Risk.HIGH, KNOWN, entry)).isInstanceOf(Requests.StateConflict.class);
    }

    @Test
    void overrunsAreAListOfTheirOwnAndTellNothingThatIsOmittedSilently() {
        UUID request = hub.collecting("overrun", TestHub.query("crm"));
        UUID late = decided(request, "2024-01-01", true, "disclosed", null);
        UUID gone = decided(request, "2023-01-01", true, "disclosed", "PROVEN");
        decided(request, "2022-01-01", true, null, null);
        decided(request, "2027-01-01", false, "disclosed", null);

        List<Incidents.Overrun> found = incidents.overruns(Set.of("tryg"), 0, 10);

        assertThat(found).extracting(Incidents.Overrun::itemId).containsExactly(gone, late);
        assertThat(found).extracting(Incidents.Overrun::erased).containsExactly(true, false);
        assertThat(found.get(1).until()).isEqualTo(LocalDate.of(2024, 1, 1));
        assertThat(found.get(1).requestId()).isEqualTo(request);
        assertThat(incidents.overruns(Set.of("alka"), 0, 10)).isEmpty();
        assertThat(incidents.overruns(Set.of(), 1, 1))
                .extracting(Incidents.Overrun::itemId)
                .containsExactly(late);
    }

    private UUID decided(UUID request, String until, boolean overrun, String messageKey, String execution) {
        UUID item = UUID.randomUUID();
        hub.jdbc.update(
                "insert into item (id, request_id, task_id, attempt, system, type, match, reference_hash, blob_id, execution)"
                        + " select ?, ?, id, 1, 'crm', 'customer', 'MATCHED', ?, ?, ? from task where request_id = ? limit 1",
                item,
                request,
                item.toString().getBytes(),
                UUID.randomUUID(),
                execution,
                request);
        hub.jdbc.update(
                "insert into decision (item_id, right_, request_id, outcome, rule, rule_version, until_on, message_key, overrun,"
                        + " decided_on, decided_by) values (?, 'ACCESS', ?, ?, 'DK-POL', 1, ?::date, ?, ?, '2026-12-01', 'rules')",
                item,
                request,
                messageKey == null ? "WITHHOLD" : "DISCLOSE",
                until,
                messageKey,
                overrun);
        return item;
    }
}
