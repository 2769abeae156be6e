package org.dsrhub.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Component
final class JdbcItems implements Items {
    private static final int CHUNK = 5_000;

    private static final String APPEND = """
            insert into item (id, request_id, task_id, attempt, system, type, match, reference_hash, blob_id)
            select n.id, ?, ?, ?, n.system, n.type, n.match, n.reference_hash, n.blob_id
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::uuid[]) with ordinality
                as n(id, system, type, match, reference_hash, blob_id, line)
            order by n.line""";

    /** A reply counts from the moment its blob is committed with its task's completion. */
    private static final String REPLIES = """
            select i.system, i.blob_id, min(i.ordinal) as first from item i
            where i.request_id = ? and i.match = 'MATCHED' and exists (select 1 from blob b where b.id = i.blob_id)
            group by i.system, i.blob_id order by i.system, first""";

    private static final String NO_EARLIER = """
            not exists (select 1 from item e join blob eb on eb.id = e.blob_id
                where e.request_id = i.request_id and e.system = i.system and e.reference_hash = i.reference_hash
                    and e.match = 'MATCHED' and e.ordinal < i.ordinal)""";

    private static final String MATCHED_OF_REPLY =
            "select i.id from item i where i.blob_id = ? and i.match = 'MATCHED' and " + NO_EARLIER + " order by i.id";

    /** Nothing once the payload is shredded. */
    private static final String REPLIES_UNATTRIBUTED = """
            select i.system, i.blob_id, min(i.ordinal) as first from item i
            where i.request_id = ? and i.match = 'UNATTRIBUTABLE' and exists (select 1 from blob b where b.id = i.blob_id)
                and not exists (select 1 from vault_key k
                    where k.request_id = i.request_id and k.key = 'PAYLOAD' and k.wrapped is null)
            group by i.system, i.blob_id order by i.system, first""";

    /** Another wave may have tied the record to the subject since, or a person may have decided on it. */
    private static final String OPEN_CANDIDATE = """
            not exists (select 1 from item e join blob eb on eb.id = e.blob_id
                where e.request_id = i.request_id and e.system = i.system and e.reference_hash = i.reference_hash
                    and (e.match in ('MATCHED', 'DISCARDED') or e.match = 'UNATTRIBUTABLE' and e.ordinal < i.ordinal))""";

    private static final String UNATTRIBUTED_OF_REPLY =
            "select i.id from item i where i.blob_id = ? and i.match = 'UNATTRIBUTABLE' and " + OPEN_CANDIDATE
                    + " order by i.id";

    private static final String COUNTS = """
            select i.system, i.type, i.match, count(distinct i.reference_hash) as n from item i
            where i.request_id = ? and exists (select 1 from blob b where b.id = i.blob_id)
                and (i.match <> 'UNATTRIBUTABLE' or not exists (select 1 from item e join blob eb on eb.id = e.blob_id
                    where e.request_id = i.request_id and e.system = i.system and e.reference_hash = i.reference_hash
                        and e.match in ('MATCHED', 'DISCARDED')))
            group by i.system, i.type, i.match order by i.system, i.type, i.match""";

    private static final String DECIDE = """
            insert into decision as d (item_id, right_, request_id, outcome, rule, rule_version, until_on, legal_basis, dpv,
                message_key, suppression, overrun, basis, holds, decided_on, decided_by)
            select n.item_id, ?, ?, n.outcome, n.rule, n.rule_version, n.until_on, n.legal_basis, n.dpv,
                n.message_key, n.suppression, n.overrun, n.basis, string_to_array(n.holds, ',')::uuid[], ?, ?
            from unnest(?::uuid[], ?::text[], ?::text[], ?::int[], ?::date[], ?::text[], ?::text[], ?::text[],
                    ?::boolean[], ?::boolean[], ?::uuid[], ?::text[])
                as n(item_id, outcome, rule, rule_version, until_on, legal_basis, dpv, message_key, suppression, overrun,
                    basis, holds)
            join item i on i.id = n.item_id and i.request_id = ?
            on conflict (item_id, right_) do update set outcome = excluded.outcome, rule = excluded.rule,
                rule_version = excluded.rule_version, until_on = excluded.until_on, legal_basis = excluded.legal_basis,
                dpv = excluded.dpv, message_key = excluded.message_key, suppression = excluded.suppression,
                overrun = excluded.overrun, basis = excluded.basis, holds = excluded.holds, decided_on = excluded.decided_on, decided_by = excluded.decided_by
            where d.decided_by = 'rules' or excluded.decided_by <> 'rules'""";

    private static final String DECISIONS = """
            select d.*, i.system, i.type, i.execution from decision d
            join (select id, system, type, execution, ordinal, min(ordinal) over (partition by system, blob_id) as reply
                from item where request_id = ?) i on i.id = d.item_id
            where d.request_id = ? order by i.system, i.reply, i.ordinal, d.right_""";

    private static final String OUTCOMES = """
            select outcome, count(*) as decisions from decision
            where request_id = ? and not (outcome = 'WITHHOLD' and message_key is null or outcome = 'REFUSE' and rule = 'law')
            group by outcome""";

    private static final String EXECUTED = """
            update item set execution = ?, executed_at = statement_timestamp()
            where request_id = ? and id = any(?)""";

    private static final String LOG_ERASURE = """
            insert into erasure_log (controller, system, reference_hash, request_id)
            select distinct r.controller, i.system, i.reference_hash, r.id
            from item i join request r on r.id = i.request_id where i.request_id = ? and i.id = any(?)
            on conflict do nothing""";

    private static final String DEFERRED = """
            select d.request_id from decision d join item i on i.id = d.item_id
            where d.outcome = 'RETAIN_UNTIL' and d.until_on < ?
                and coalesce(i.execution, '') not in ('ERASED', 'ANONYMISED', 'PROVEN')
            group by d.request_id order by min(d.until_on), d.request_id limit ?""";

    private final JdbcTemplate jdbc;
    private final JdbcTemplate streaming;
    private final TransactionTemplate transactions;
    private final Vault vault;
    private final ObjectReader lines = LedgerJson.MAPPER.readerFor(Item.class);

    JdbcItems(JdbcTemplate jdbc, PlatformTransactionManager transactions, Vault vault) {
        this.jdbc = jdbc;
        this.streaming = new JdbcTemplate(jdbc.getDataSource());
        streaming.setFetchSize(1_000);
        this.transactions = new TransactionTemplate(transactions);
        this.vault = vault;
    }

    @Override
    public void append(Lease lease, Collection<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        transactions.executeWithoutResult(status -> {
            Fence.check(jdbc, lease);
            chunks(rows, chunk -> {
                Columns columns = new Columns("uuid", "text", "text", "text", "bytea", "uuid");
                chunk.forEach(row -> columns.add(
                        row.id(), row.system(), row.type(), row.match(), row.referenceHash(), row.blobId()));
                jdbc.update(APPEND, prepend(columns.and(), lease.requestId(), lease.taskId(), lease.attempt()));
            });
        });
    }

    @Override
    public void read(UUID requestId, Consumer<Item> each) {
        read(requestId, REPLIES, MATCHED_OF_REPLY, each);
    }

    @Override
    public void unattributed(UUID requestId, Consumer<Item> each) {
        read(requestId, REPLIES_UNATTRIBUTED, UNATTRIBUTED_OF_REPLY, each);
    }

    private void read(UUID requestId, String ofRequest, String ofReply, Consumer<Item> each) {
        List<UUID> replies = jdbc.query(ofRequest, (row, number) -> row.getObject("blob_id", UUID.class), requestId);
        for (UUID reply : replies.stream().distinct().toList()) {
            SortedIds matched = new SortedIds();
            stream(ofReply, row -> matched.add(row.getObject("id", UUID.class)), reply);
            if (matched.size() > 0) {
                read(reply, matched, each);
            }
        }
    }

    private void read(UUID reply, SortedIds matched, Consumer<Item> each) {
        try (InputStream in = vault.read(reply);
                MappingIterator<Item> items = lines.readValues(in)) {
            while (items.hasNextValue()) {
                Item item = items.nextValue();
                if (matched.contains(item.id())) {
                    each.accept(item);
                }
            }
        } catch (JsonProcessingException e) {
            // The cause quotes what it read.
            throw new Problem("reply-unreadable", "a stored reply is not a JSON line an item; ask the system again");
        } catch (IOException e) {
            throw new VaultException("reply-unreadable", "check the vault folder and the master key", null);
        }
    }

    @Override
    public List<Count> counts(UUID requestId) {
        return jdbc.query(
                COUNTS,
                (row, number) -> new Count(
                        row.getString("system"), row.getString("type"), row.getString("match"), row.getInt("n")),
                requestId);
    }

    @Override
    public void decide(UUID requestId, Right right, LocalDate on, String by, Collection<Decided> decisions) {
        transactions.executeWithoutResult(status -> chunks(decisions, chunk -> {
            Columns columns = new Columns(
                    "uuid", "text", "text", "int4", "text", "text", "text", "text", "bool", "bool", "uuid", "text");
            for (Decided decided : chunk) {
                Decision decision = decided.decision();
                columns.add(
                        decided.itemId(),
                        decision.outcome().name(),
                        decision.rule(),
                        decision.ruleVersion(),
                        decision.until() == null ? null : decision.until().toString(),
                        decision.legalBasis(),
                        decision.dpv(),
                        decision.messageKey(),
                        decision.suppression(),
                        decision.overrun(),
                        decided.basis(),
                        decided.holdsText());
            }
            jdbc.update(DECIDE, prepend(columns.and(requestId), right.name(), requestId, on, by));
        }));
    }

    @Override
    public void decisions(UUID requestId, Consumer<DecidedItem> each) {
        stream(DECISIONS, row -> each.accept(decided(row)), requestId, requestId);
    }

    @Override
    public Map<Outcome, Integer> outcomes(UUID requestId) {
        Map<Outcome, Integer> outcomes = new TreeMap<>();
        jdbc.query(
                OUTCOMES,
                row -> {
                    outcomes.put(Outcome.valueOf(row.getString("outcome")), row.getInt("decisions"));
                },
                requestId);
        return outcomes;
    }

    private static DecidedItem decided(ResultSet row) throws SQLException {
        Decision decision = DecisionRow.read(row);
        return new DecidedItem(
                row.getObject("item_id", UUID.class),
                row.getString("system"),
                row.getString("type"),
                Right.valueOf(row.getString("right_")),
                decision,
                row.getString("decided_by"),
                row.getString("execution"));
    }

    @Override
    public void executed(UUID requestId, Collection<UUID> items, String execution) {
        transactions.executeWithoutResult(status -> chunks(items, chunk -> {
            jdbc.update(EXECUTED, execution, requestId, Columns.array("uuid", chunk));
            if (execution.equals("ERASED") || execution.equals("ANONYMISED")) {
                jdbc.update(LOG_ERASURE, requestId, Columns.array("uuid", chunk));
            }
        }));
    }

    @Override
    public List<UUID> requestsWithDeferredBefore(LocalDate today, int limit) {
        return jdbc.queryForList(DEFERRED, UUID.class, today, limit);
    }

    /** Reads by a cursor, which PostgreSQL's driver gives only inside a transaction. */
    private void stream(String sql, RowCallbackHandler each, Object... parameters) {
        transactions.executeWithoutResult(status -> streaming.query(sql, each, parameters));
    }

    private static <T> void chunks(Collection<T> all, Consumer<List<T>> each) {
        List<T> chunk = new ArrayList<>(Math.min(CHUNK, all.size()));
        for (Iterator<T> rest = all.iterator(); rest.hasNext(); ) {
            chunk.add(rest.next());
            if (chunk.size() == CHUNK || !rest.hasNext()) {
                each.accept(chunk);
                chunk = new ArrayList<>();
            }
        }
    }

    private static Object[] prepend(Object[] rest, Object... first) {
        Object[] all = new Object[first.length + rest.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }
}
