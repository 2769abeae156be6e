package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final ZoneId COPENHAGEN = ZoneId.of("Europe/Copenhagen");
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);

    private final TestHub hub = new TestHub(TestPostgres.freshDatabase());
    private final Statistics statistics = new JdbcStatistics(hub.jdbc);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void aYearIsCountedInTheControllersCalendar() {
        // Half an hour before and after midnight of 1 January in Copenhagen.
        request("2025-12-31T22:30:00Z", "2026-02-02", null, null, Right.ACCESS);
        request("2025-12-31T23:30:00Z", "2026-02-02", "2026-01-11T10:00:00Z", "FULFILLED", Right.ACCESS);
        // Closed at 23:30 of the last day, and half an hour after its end.
        request("2026-03-01T10:00:00Z", "2026-04-01", "2026-04-01T21:30:00Z", "REFUSED", Right.ERASURE, Right.ACCESS);
        request("2026-03-01T10:00:00Z", "2026-04-01", "2026-04-01T22:30:00Z", "FULFILLED", Right.ERASURE);
        request("2026-10-20T10:00:00Z", "2026-11-20", null, null, Right.ACCESS);
        request("2026-11-20T10:00:00Z", "2026-12-21", null, null, Right.ACCESS);

        Statistics.Received received = of(2026);

        assertThat(received.all()).isEqualTo(new Statistics.Figures(5, 2, 2, 1, 0, 0, 2, 2, 31.0));
        assertThat(received.byRight().get(Right.ACCESS))
                .isEqualTo(new Statistics.Figures(4, 2, 1, 1, 0, 0, 2, 1, 20.5));
        assertThat(received.byRight().get(Right.ERASURE))
                .isEqualTo(new Statistics.Figures(2, 0, 1, 1, 0, 0, 1, 1, 31.5));
        assertThat(of(2025).all().received()).isEqualTo(1);
        assertThat(of(2024).all()).isEqualTo(new Statistics.Figures(0, 0, 0, 0, 0, 0, 0, 0, null));
    }

    private Statistics.Received of(int year) {
        LocalDate first = LocalDate.of(year, 1, 1);
        return statistics.of(
                "tryg",
                first.atStartOfDay(COPENHAGEN).toInstant(),
                first.plusYears(1).atStartOfDay(COPENHAGEN).toInstant(),
                COPENHAGEN,
                TODAY);
    }

    private void request(String receivedAt, String dueOn, String closedAt, String outcome, Right... rights) {
        UUID id = hub.requests
                .accept(
                        TestHub.request("tryg", UUID.randomUUID().toString(), Set.of(rights)),
                        LocalDate.parse(dueOn),
                        Next.rest(RequestState.COLLECTING))
                .request()
                .id();
        hub.jdbc.update(
                "update request set received_at = ?::timestamptz, closed_at = ?::timestamptz, outcome = ?, state = ?"
                        + " where id = ?",
                Instant.parse(receivedAt).toString(),
                closedAt,
                outcome,
                closedAt == null ? "COLLECTING" : "CLOSED",
                id);
    }
}
