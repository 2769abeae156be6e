package org.dsrhub.ledger;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Table candidate_decision. A record is known by system and reference: each wave may bring it again. */
@Repository
class JdbcCandidates implements Candidates {
    /** The decision stage has been, so only a supplement sees what is found now. */
    private static final Set<RequestState> DECIDED = EnumSet.of(
            RequestState.REVIEW,
            RequestState.EXECUTING,
            RequestState.ANSWERING,
            RequestState.DELIVERING,
            RequestState.PARTLY_ANSWERED);

    private static final String FIND = """
            select i.id, i.system, i.reference_hash, c.belongs,
                exists (select 1 from decision d join item s on s.id = d.item_id
                    where s.request_id = i.request_id and s.system = i.system and s.reference_hash = i.reference_hash) as used
            from item i left join candidate_decision c
                on c.request_id = i.request_id and c.system = i.system and c.reference_hash = i.reference_hash
            where i.request_id = ? and i.id = any(?) and exists (select 1 from blob b where b.id = i.blob_id)
                and not exists (select 1 from vault_key k
                    where k.request_id = i.request_id and k.key = 'PAYLOAD' and k.wrapped is null)
                and (c.belongs is not null or i.match = 'UNATTRIBUTABLE' and not exists (select 1 from item m
                    where m.request_id = i.request_id and m.system = i.system and m.reference_hash = i.reference_hash
                        and m.match = 'MATCHED'))
            order by i.ordinal""";

    /** A worker that has the stage in hand may have passed the item already; nobody takes it while this is looked at. */
    private static final String DECIDING = """
            select leased_by is not null from work where request_id = ? and queue in ('decision', 'supplement') for update""";

    private static final String KEEP = """
            insert into candidate_decision (request_id, system, reference_hash, belongs, decided_by, words)
            values (?, ?, ?, ?, ?, ?)
            on conflict (request_id, system, reference_hash) do update set belongs = excluded.belongs,
                decided_by = excluded.decided_by, words = excluded.words, decided_at = statement_timestamp()""";

    private static final String MARK = """
            update item set match = ? where request_id = ? and system = ? and reference_hash = ?
                and match in ('UNATTRIBUTABLE', 'MATCHED', 'DISCARDED')
            returning task_id""";

    /** Ended now, so that a supplement sees that there is something new; settled by the person where nothing is left open. */
    private static final String SETTLE = """
            update task t set finished_at = statement_timestamp(), items = n.matched,
                state = case when t.state <> 'UNATTRIBUTABLE' or n.open > 0 then t.state
                    when n.matched > 0 then 'DONE' else 'NOTHING_HELD' end,
                reason = case when t.state <> 'UNATTRIBUTABLE' or n.open > 0 then t.reason
                    else 'candidates-decided: a person said whose its records are' end
            from (select i.task_id, count(*) filter (where i.match = 'MATCHED') as matched,
                    count(*) filter (where i.match = 'UNATTRIBUTABLE') as open
                from item i where i.task_id = any(?) group by i.task_id) n
            where t.id = n.task_id""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Wakeup wakeup;

    JdbcCandidates(JdbcTemplate jdbc, PlatformTransactionManager transactions, Wakeup wakeup) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.wakeup = wakeup;
    }

    private record Found(UUID id, String system, byte[] reference, Boolean belongs, boolean used) {}

    @Override
    public int decide(UUID requestId, Collection<UUID> items, boolean belong, String actor, UUID words) {
        return transactions.execute(status -> {
            Journal journal = Journal.lock(jdbc, wakeup, List.of(requestId));
            LockedRequest request = journal.request(requestId);
            if (request == null || request.over()) {
                throw new Requests.StateConflict("the request is over; nothing of it is answered any more");
            }
            List<Found> changing = changing(requestId, Set.copyOf(items), belong);
            if (changing.isEmpty()) {
                return 0;
            }
            mark(requestId, changing, belong, actor, words);
            if (belong) {
                goOn(request);
            }
            request.audit(actor, "candidates-decided", details(changing, belong, words, request));
            journal.write();
            return changing.size();
        });
    }

    private List<Found> changing(UUID requestId, Set<UUID> items, boolean belong) {
        List<Found> found = jdbc.query(
                FIND,
                (row, number) -> new Found(
                        row.getObject("id", UUID.class),
                        row.getString("system"),
                        row.getBytes("reference_hash"),
                        row.getObject("belongs", Boolean.class),
                        row.getBoolean("used")),
                requestId,
                Columns.array("uuid", items));
        if (found.size() < items.size()) {
            throw new Problem("unknown-item", "one of them is no record of this request that a person decides on");
        }
        List<Found> changing = found.stream()
                .filter(one -> one.belongs() == null || one.belongs() != belong)
                .toList();
        if (!belong && changing.stream().anyMatch(Found::used)) {
            throw new Requests.StateConflict(
                    "candidate-used: the request has gone on with a record that was said to belong; see what was answered");
        }
        if (!changing.isEmpty()
                && jdbc.queryForList(DECIDING, Boolean.class, requestId).contains(true)) {
            throw new Requests.StateConflict("deciding: its items are being decided at this moment; try again");
        }
        return changing;
    }

    private void mark(UUID requestId, List<Found> changing, boolean belong, String actor, UUID words) {
        Set<UUID> tasks = new java.util.TreeSet<>();
        for (Found one : changing) {
            jdbc.update(KEEP, requestId, one.system(), one.reference(), belong, actor, words);
            tasks.addAll(jdbc.queryForList(
                    MARK, UUID.class, belong ? "MATCHED" : "DISCARDED", requestId, one.system(), one.reference()));
        }
        jdbc.update(SETTLE, Columns.array("uuid", tasks));
    }

    private static void goOn(LockedRequest request) {
        if (request.closed()) {
            request.apply(Next.rest(RequestState.PARTLY_ANSWERED));
        }
        request.supplement |= DECIDED.contains(request.state);
    }

    private static Map<String, Object> details(
            List<Found> changing, boolean belong, UUID words, LockedRequest request) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("belong", belong);
        details.put("items", changing.stream().map(one -> one.id().toString()).toList());
        details.put("words", words.toString());
        details.put("request", request.state.name());
        return details;
    }
}
