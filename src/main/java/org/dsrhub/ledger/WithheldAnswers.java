package org.dsrhub.ledger;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold;
import org.dsrhub.request.RequestState;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What an answer withheld under a hold that is released since: it is decided again, and answered by a supplement, for which a
 * fulfilled request opens again. Of a report nothing of that happens: its role sees to it by a list of its own.
 */
@Component
public class WithheldAnswers {
    private static final String RELEASED = """
            select id from hold where controller = ? and released_at is not null and supplemented_at is null
                and kind <> 'H-AML' order by released_at, id""";

    /** What is withheld in silence stays so, whatever else covered it: without a message key. */
    private static final String WITHHELD = """
            select distinct d.request_id from decision d join request r on r.id = d.request_id
            where r.controller = ? and d.right_ in ('ACCESS', 'PORTABILITY') and d.outcome in ('WITHHOLD', 'REVIEW')
                and d.message_key is not null and d.holds @> array[?]::uuid[] order by 1""";

    private static final String ITEMS = """
            select d.item_id from decision d where d.request_id = ? and d.right_ in ('ACCESS', 'PORTABILITY')
                and d.outcome in ('WITHHOLD', 'REVIEW') and d.message_key is not null and d.holds @> array[?]::uuid[]""";

    private static final String READABLE = """
            select exists (select 1 from vault_key k where k.request_id = ? and k.key = 'PAYLOAD' and k.wrapped is not null)""";

    private static final String UNDECIDE =
            "delete from decision where item_id = any(?) and right_ in ('ACCESS', 'PORTABILITY')";
    private static final String UNREPORT = "delete from package_item where item_id = any(?)";
    private static final String SUPPLEMENTED = "update hold set supplemented_at = statement_timestamp() where id = ?";

    /** As a refusal in words that a report hides behind, or as something that is not told of at all. */
    private static final String REPORTS = """
            select h.id, h.controller, h.released_at, array(
                select distinct r.case_number from request r join decision d on d.request_id = r.id
                    join item i on i.id = d.item_id
                where r.controller = h.controller and (d.outcome = 'WITHHOLD' and d.message_key is null
                        or d.outcome = 'REFUSE' and d.rule = 'law')
                    and (h.systems = '{}' or i.system = any(h.systems))
                    and (h.subjects = '{}' or exists (select 1 from subject_alias a
                        where a.request_id = r.id and encode(a.hash, 'hex') = any(h.subjects)))
                order by 1) as cases
            from hold h where h.controller = ? and h.kind = 'H-AML' and h.released_at is not null
                and h.supplemented_at is null
            order by h.released_at, h.id""";

    private static final String SEEN_TO = """
            update hold set supplemented_at = statement_timestamp()
            where id = ? and kind = 'H-AML' and released_at is not null and supplemented_at is null""";

    /** Answers that are being made may or may not have seen the release: they go first. */
    private static final Set<RequestState> UNDER_WAY = EnumSet.of(
            RequestState.COLLECTING,
            RequestState.DECIDING,
            RequestState.EXECUTING,
            RequestState.ANSWERING,
            RequestState.DELIVERING);

    private final JdbcTemplate jdbc;
    private final Quarantine quarantine;
    private final Wakeup wakeup;
    private final TransactionTemplate transactions;

    WithheldAnswers(JdbcTemplate jdbc, Quarantine quarantine, Wakeup wakeup, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.quarantine = quarantine;
        this.wakeup = wakeup;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** Opens what released holds have withheld. Repeating it changes nothing. */
    public void open(String controller) {
        for (UUID hold : jdbc.queryForList(RELEASED, UUID.class, controller)) {
            boolean all = true;
            for (UUID request : jdbc.queryForList(WITHHELD, UUID.class, controller, hold)) {
                all &= Boolean.TRUE.equals(transactions.execute(status -> open(request, hold)));
            }
            if (all) {
                jdbc.update(SUPPLEMENTED, hold);
            }
        }
    }

    /** @return false where it has to wait for an answer that is under way */
    private boolean open(UUID requestId, UUID hold) {
        Journal journal = Journal.lock(jdbc, wakeup, List.of(requestId));
        LockedRequest request = journal.request(requestId);
        if (request.over()) {
            return true;
        }
        if (UNDER_WAY.contains(request.state)) {
            return false;
        }
        List<UUID> items = jdbc.queryForList(ITEMS, UUID.class, requestId, hold);
        if (items.isEmpty()) {
            return true;
        }
        if (!jdbc.queryForObject(READABLE, Boolean.class, requestId)) {
            quarantine.add(
                    Journal.SUPPLEMENT,
                    "withheld-unreadable",
                    "a hold is released and its records are shredded here: ask the systems' owners for them, and answer by hand",
                    requestId,
                    null,
                    "withheld-unreadable:" + requestId + ":" + hold);
            return true;
        }
        jdbc.update(UNDECIDE, Columns.array("uuid", items));
        jdbc.update(UNREPORT, Columns.array("uuid", items));
        if (request.closed()) {
            request.apply(Next.rest(RequestState.PARTLY_ANSWERED));
        }
        request.supplement = true;
        request.audit(
                Holds.HUB,
                "withheld-decided-again",
                Map.of("hold", hold.toString(), "items", items.size(), "request", request.state.name()));
        journal.write();
        return true;
    }

    /** Released reports that nobody has seen to yet, for the role of theirs alone; the cases whose records they may cover. */
    public List<Report> reports(String controller) {
        return jdbc.query(
                REPORTS,
                (row, number) -> new Report(
                        row.getObject("id", UUID.class),
                        row.getString("controller"),
                        RequestRows.instant(row, "released_at"),
                        RequestRows.texts(row.getArray("cases"))),
                controller);
    }

    public record Report(UUID hold, String controller, Instant releasedAt, List<String> cases) {}

    /** @throws Requests.StateConflict where it is none of {@link #reports}, or was seen to before */
    public void seenTo(UUID hold) {
        if (jdbc.update(SEEN_TO, hold) == 0) {
            throw new Requests.StateConflict("not-released: only a released " + Hold.Kind.H_AML.label()
                    + " that nobody has seen to is on that list");
        }
    }
}
