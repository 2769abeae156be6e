package org.dsrhub.connector;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.connector.HoldingsCast.Which;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.simulation.SyntheticPeople;
import org.springframework.jdbc.core.JdbcTemplate;

/** The hub's own store with two earlier requests of the person, one of them still open, and one of somebody else. */
final class EarlierRequests implements HoldingsStage.Systems {
    private final Set<String> held = new TreeSet<>();

    static Subject subject(Which which) {
        var person = SyntheticPeople.customer("tryg", which == Which.OTHER ? 902 : 901);
        return new Subject(person.name(), null, new NationalId(person.country(), person.nationalId()), List.of(), null);
    }

    @Override
    public Map<String, Object> add(Connector connector) {
        return Map.of();
    }

    @Override
    public void ready(HubUnderTest hub) {
        Requests requests = hub.bean(Requests.class);
        for (Which which : HoldingsStage.allThree()) {
            NewRequest earlier = new NewRequest(
                    "tryg",
                    null,
                    Set.of(Right.ACCESS),
                    subject(which),
                    "da",
                    Channel.PORTAL,
                    Instant.parse(which.day.replace("2000", "2026") + "T09:00:00Z"),
                    NewRequest.Delivery.FILE,
                    new NewRequest.Evidence("L3", "e-id", "test"),
                    UUID.randomUUID().toString(),
                    null,
                    null);
            var accepted = requests.accept(earlier, LocalDate.of(2027, 1, 4), Next.rest(RequestState.RECEIVED))
                    .request();
            held.add("case " + accepted.caseNumber());
            if (which != Which.NEW) {
                requests.apply(
                        accepted.id(),
                        Set.of(RequestState.values()),
                        "clerk",
                        "test",
                        Map.of(),
                        Next.closed(RequestOutcome.REFUSED));
                close(hub.bean(JdbcTemplate.class), accepted.id());
            }
        }
    }

    /** A year ago, with a decision that letters tell of, one that nothing may tell of, and one of a fraud hold. */
    private static void close(JdbcTemplate jdbc, UUID request) {
        jdbc.update("update request set closed_at = '2026-02-01 12:00Z' where id = ?", request);
        UUID task = UUID.randomUUID();
        jdbc.update(
                "insert into task (id, request_id, queue, action, wave, state) values (?, ?, 'tryg.x', 'QUERY', 0, 'DONE')",
                task,
                request);
        for (String decision : List.of(
                "'ERASE', 'DK-MKT', 'erased'", "'WITHHOLD', 'none', null", "'REFUSE', 'H-FRD', 'retained.claims'")) {
            UUID item = UUID.randomUUID();
            jdbc.update(
                    "insert into item (id, request_id, task_id, attempt, system, type, match, reference_hash, blob_id)"
                            + " values (?, ?, ?, 1, 'x', 'x', 'MATCHED', '', ?)",
                    item,
                    request,
                    task,
                    UUID.randomUUID());
            jdbc.update(
                    "insert into decision (item_id, right_, request_id, outcome, rule, message_key, rule_version, decided_on,"
                            + " decided_by) values (?, 'ERASURE', ?, " + decision + ", 1, '2026-01-20', 'rules')",
                    item,
                    request);
        }
    }

    @Override
    public Set<String> holds(Connector connector) {
        return new TreeSet<>(held);
    }

    @Override
    public void close() {
        // the hub closes itself
    }
}
