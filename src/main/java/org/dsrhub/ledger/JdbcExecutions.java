package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.MessageKeys;
import org.dsrhub.decision.Outcome;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Vault;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Repository
class JdbcExecutions implements Executions {
    private static final int CHUNK = 500;

    private static final String LOCK_REQUEST = "select 1 from request where id = ? for update";

    private static final String ELDER = """
            select exists (select 1 from task e, task t
                where t.id = ? and e.request_id = t.request_id and e.queue = t.queue and e.wave < t.wave
                    and e.state in ('DUE', 'RUNNING'))
            """;

    /** Conflicts with every insert and update of a hold, but not with another reader like us. */
    private static final String FREEZE_HOLDS = "lock table hold in share mode";

    /** One parameter: today. */
    private static final String OWED = """
            (d.right_ = 'ERASURE' and (i.execution is null and (
                d.outcome in ('ERASE', 'ANONYMISE')
                or d.outcome in ('RETAIN_UNTIL', 'REFUSE') and d.until_on < ?
                or d.outcome = 'REFUSE' and d.rule like 'H-%'
                or d.outcome in ('RETAIN_UNTIL', 'REFUSE') and d.rule <> 'law' and i.again = 'DECIDE')
              or i.execution = 'STILL_THERE'))""";

    private static final String PRESENT = "(d.right_ = 'ERASURE' and i.execution is distinct from 'PROVEN')";

    private static final String STANDING = """
            select i.system, d.outcome, i.execution, coalesce(%s, false) as owed, count(*) as items
            from item i join decision d on d.item_id = i.id
            where i.request_id = ? and d.right_ = 'ERASURE' and not (d.outcome = 'REFUSE' and d.rule = 'law')
            group by 1, 2, 3, 4 order by 1, 2, 3, 4
            """.formatted(OWED);

    private static final String PENDING =
            "(d.right_ = 'ERASURE' and i.execution = 'PENDING' and i.system = ? and d.outcome = any (?))";

    private static final String REDECIDE = """
            update decision set outcome = ?, rule = ?, rule_version = ?, until_on = ?, legal_basis = ?, dpv = ?,
                message_key = ?, suppression = ?, overrun = ?, decided_on = ?, basis = ?,
                holds = string_to_array(?, ',')::uuid[]
            where item_id = ? and right_ = 'ERASURE'
            """;

    private static final String DECIDED_AGAIN =
            "update item set again = null where request_id = ? and id = any (?) and again is not null";

    private static final String TO_ASK =
            "select distinct system from item where request_id = ? and again = 'ASK' order by 1";

    private static final String TOLD_ANEW = """
            select distinct encode(reference_hash, 'hex') from item
            where request_id = ? and system = ? and again = 'ASK'
            """;

    private static final String ALL_TOLD = """
            update item i set again = case when d.outcome = 'REFUSE' and d.until_on is null and d.decided_by = 'rules'
                and d.rule not like 'H-%' and d.rule <> 'law' then 'DECIDE' end
            from decision d where i.request_id = ? and i.system = ? and i.again = 'ASK' and d.item_id = i.id
                and d.right_ = 'ERASURE'
            """;

    private static final String TO_PERSON = """
            update decision d set outcome = 'REVIEW', message_key = ?, decided_on = ? from item i
            where d.request_id = ? and i.id = d.item_id and i.again is not null and d.right_ = 'ERASURE'
                and d.outcome = 'REFUSE' and d.until_on is null and d.decided_by = 'rules' and d.rule not like 'H-%'
                and d.rule <> 'law'
            """;

    private static final String FORGET_AGAIN =
            "update item set again = null where request_id = ? and again is not null";

    private static final String MARK =
            "update item set execution = ?, executed_at = now() where request_id = ? and id = any (?)";

    /** When it was erased stays: a backup from before has it. */
    private static final String PROVED =
            "update item set execution = 'PROVEN', executed_at = coalesce(executed_at, now()) where request_id = ? and id = any (?)";

    private static final String BEGUN_LATELY = """
            select count(*) from item i join request r on r.id = i.request_id
            where r.controller = ? and i.system = ? and i.execution is not null and i.executed_at > now() - interval '24 hours'
            """;

    private static final String STOPPED =
            "select exists (select 1 from setting where name = 'erasure.stopped' and value = 'true')";

    private static final String TO_PROVE = """
            select i.id, encode(i.reference_hash, 'hex'), i.execution from item i
            where i.request_id = ? and i.system = ? and i.execution in ('ERASED', 'ANONYMISED')
            """;

    private static final String ACKNOWLEDGED = """
            update item set execution = 'PROVEN', executed_at = now()
            where request_id = ? and system = ? and (execution in ('ERASED', 'ANONYMISED')
                or execution = 'PENDING' and executed_at <= ?)
            """;

    private static final String BY_HAND =
            "update item set execution = 'ERASED', executed_at = now() where request_id = ? and execution = 'STILL_THERE'";

    private static final String UNDER_REVIEW = """
            select count(*) from decision d join item i on i.id = d.item_id
            where d.request_id = ? and d.outcome = 'REVIEW' and i.execution is null
            """;

    private static final String JUDGED =
            "select i.execution, d.* from decision d join item i on i.id = d.item_id where d.item_id = ? and d.right_ = ?";

    private static final String NEW_SINCE = """
            with last as (select max(a.started_at) as at from task a where a.request_id = ? and a.queue = ?)
            select exists (select 1 from task t, last where t.request_id = ? and t.action <> 'STAGE' and t.finished_at > last.at)
                or exists (select 1 from request p join task t on t.request_id = p.id, last
                    where p.part_of = ? and t.queue = ? and t.finished_at > last.at)
            """;

    private static final String UNREPORTED = """
            select exists (select 1 from decision d where d.request_id = ?
                and not exists (select 1 from package_item p where p.item_id = d.item_id)
                group by d.item_id having bool_and(d.outcome <> 'REVIEW' or d.right_ = 'ERASURE') and bool_or(d.outcome <> 'REVIEW'))
            """;

    private static final String LOG = """
            insert into erasure_log as l (controller, system, reference_hash, request_id, erased_at)
            select distinct on (i.system, i.reference_hash) r.controller, i.system, i.reference_hash, r.id, i.executed_at
            from item i join request r on r.id = i.request_id
            where i.request_id = ? and i.execution = 'PROVEN'
            order by i.system, i.reference_hash, i.executed_at desc
            on conflict (controller, system, reference_hash) do update
                set erased_at = excluded.erased_at, request_id = excluded.request_id
                where l.erased_at < excluded.erased_at
            """;

    private static final String SUPPRESSION_DUE = """
            select exists (select 1 from item i join decision d on d.item_id = i.id
                where i.request_id = ? and d.right_ = 'ERASURE' and d.suppression and i.execution is not null)
            """;

    private static final String SUPPRESS =
            "insert into suppression (controller, kind, key_hash, request_id) values (?, ?, ?, ?) on conflict do nothing";

    private static final String DECIDED = "select item_id from decision where right_ = ? and item_id = any (?)";

    private static final String EXPLAIN = "update decision set words = ? where item_id = ? and right_ = ?";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Requests requests;
    private final Holds holds;
    private final DecidedLines lines;
    private final AwaitedCopies copies;
    private final KeptReferences references;

    JdbcExecutions(
            JdbcTemplate jdbc, PlatformTransactionManager transactions, Requests requests, Holds holds, Vault vault) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.requests = requests;
        this.holds = holds;
        this.lines = new DecidedLines(jdbc, vault);
        this.copies = new AwaitedCopies(jdbc);
        this.references = new KeptReferences(jdbc, vault, requests, lines);
    }

    @Override
    public void fence(Lease lease) {
        // In the order of all who lock both.
        jdbc.queryForList(LOCK_REQUEST, lease.requestId());
        Fence.check(jdbc, lease);
    }

    @Override
    public boolean elderOpen(Lease lease) {
        return jdbc.queryForObject(ELDER, Boolean.class, lease.taskId());
    }

    @Override
    public boolean accessCollecting(UUID requestId) {
        return copies.collecting(requestId);
    }

    @Override
    public Set<UUID> awaitedByAccess(UUID requestId, Collection<UUID> items) {
        return copies.await(requestId, items);
    }

    @Override
    public List<Hold> freezeHolds(String controller, Subject subject) {
        jdbc.execute(FREEZE_HOLDS);
        return holds.inForce(controller, subject);
    }

    @Override
    public List<Hold> freezeHolds(RequestView request, Subject subject) {
        jdbc.execute(FREEZE_HOLDS);
        return holds.againstErasure(request, subject);
    }

    @Override
    public List<Standing> standing(UUID requestId, LocalDate today) {
        return jdbc.query(
                STANDING,
                (row, i) -> new Standing(
                        row.getString("system"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getString("execution"),
                        row.getBoolean("owed"),
                        row.getInt("items")),
                today,
                requestId);
    }

    @Override
    public void owed(UUID requestId, LocalDate today, Consumer<List<Owed>> chunk) {
        lines.stream(requestId, OWED, List.of(today), CHUNK, (system, owed) -> chunk.accept(owed));
    }

    @Override
    public Set<String> toAskAnew(UUID requestId) {
        return new LinkedHashSet<>(jdbc.queryForList(TO_ASK, String.class, requestId));
    }

    @Override
    public Set<String> toldAnew(Lease lease) {
        return new HashSet<>(jdbc.queryForList(TOLD_ANEW, String.class, lease.requestId(), lease.system()));
    }

    @Override
    public void tell(Lease lease, Map<String, ItemFacts> told) {
        transactions.executeWithoutResult(status -> {
            Fence.check(jdbc, lease);
            references.tell(lease, told);
            jdbc.update(ALL_TOLD, lease.requestId(), lease.system());
        });
    }

    @Override
    public int leaveToPerson(UUID requestId, LocalDate today) {
        return transactions.execute(status -> {
            int items = jdbc.update(TO_PERSON, MessageKeys.REVIEW, today, requestId);
            jdbc.update(FORGET_AGAIN, requestId);
            return items;
        });
    }

    @Override
    public void present(UUID requestId, Consumer<List<Item>> chunk) {
        lines.stream(
                requestId,
                PRESENT,
                List.of(),
                CHUNK,
                (system, there) -> chunk.accept(there.stream().map(Owed::item).toList()));
    }

    @Override
    public void redecide(UUID requestId, LocalDate on, Collection<Items.Decided> decisions) {
        jdbc.batchUpdate(REDECIDE, decisions, CHUNK, (update, decided) -> {
            Decision decision = decided.decision();
            update.setString(1, decision.outcome().name());
            update.setString(2, decision.rule());
            update.setInt(3, decision.ruleVersion());
            update.setObject(4, decision.until());
            update.setString(5, decision.legalBasis());
            update.setString(6, decision.dpv());
            update.setString(7, decision.messageKey());
            update.setBoolean(8, decision.suppression());
            update.setBoolean(9, decision.overrun());
            update.setObject(10, on);
            update.setObject(11, decided.basis());
            update.setString(12, decided.holdsText());
            update.setObject(13, decided.itemId());
        });
        jdbc.update(
                DECIDED_AGAIN,
                requestId,
                DecidedLines.uuids(decisions.stream().map(Items.Decided::itemId).toList()));
    }

    @Override
    public void pend(UUID requestId, Collection<UUID> items) {
        mark(requestId, items, "PENDING");
    }

    @Override
    public void takeBack(UUID requestId, Collection<UUID> items) {
        mark(requestId, items, null);
    }

    private void mark(UUID requestId, Collection<UUID> items, String execution) {
        if (!items.isEmpty()) {
            jdbc.update(MARK, execution, requestId, DecidedLines.uuids(items));
        }
    }

    @Override
    public int begunLately(String controller, String system) {
        return jdbc.queryForObject(BEGUN_LATELY, Integer.class, controller, system);
    }

    @Override
    public Cleared clear(Lease lease, int size, Consumer<List<Item>> effect) {
        Subject subject = requests.subject(lease.requestId());
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        Tally tally = new Tally();
        lines.stream(
                lease.requestId(),
                PENDING,
                List.of(lease.system(), outcomes(lease.action())),
                size,
                (system, pending) -> {
                    List<Item> cleared = tally.stopped
                            ? List.of()
                            : transactions.execute(status -> check(lease, request, subject, pending, tally));
                    if (!cleared.isEmpty()) {
                        effect.accept(cleared);
                    }
                });
        return new Cleared(tally.cleared, tally.heldBack, tally.stopped);
    }

    private static SqlArrayValue outcomes(Action action) {
        return switch (action) {
            case ERASE -> new SqlArrayValue("text", "ERASE");
            case ANONYMISE -> new SqlArrayValue("text", "ANONYMISE");
            default -> new SqlArrayValue("text", "ERASE", "ANONYMISE");
        };
    }

    private List<Item> check(Lease lease, RequestView request, Subject subject, List<Owed> pending, Tally tally) {
        // Holds first: whoever approves one holds no lock that we have.
        List<Hold> inForce = freezeHolds(request, subject);
        Fence.check(jdbc, lease);
        if (jdbc.queryForObject(STOPPED, Boolean.class)) {
            tally.stopped = true;
            return List.of();
        }
        List<Item> cleared = new ArrayList<>();
        List<UUID> heldBack = new ArrayList<>();
        Set<UUID> awaited = awaitedByAccess(
                lease.requestId(),
                pending.stream().map(owed -> owed.item().id()).toList());
        for (Owed owed : pending) {
            boolean held =
                    inForce.stream().anyMatch(hold -> hold.covers(owed.item().facts()));
            if (held || awaited.contains(owed.item().id())) {
                heldBack.add(owed.item().id());
            } else {
                cleared.add(owed.item());
            }
        }
        mark(lease.requestId(), heldBack, null);
        tally.cleared += cleared.size();
        tally.heldBack += heldBack.size();
        return cleared;
    }

    private static final class Tally {
        int cleared;
        int heldBack;
        boolean stopped;
    }

    @Override
    public int prove(Lease lease, Set<String> stillThere, Set<String> anonymous) {
        return transactions.execute(status -> {
            Fence.check(jdbc, lease);
            List<UUID> gone = new ArrayList<>();
            List<UUID> there = new ArrayList<>();
            jdbc.query(
                    TO_PROVE,
                    row -> {
                        boolean still = stillThere.contains(row.getString(2))
                                || anonymous.contains(row.getString(2)) && !"ANONYMISED".equals(row.getString(3));
                        (still ? there : gone).add(row.getObject(1, UUID.class));
                    },
                    lease.requestId(),
                    lease.system());
            jdbc.update(PROVED, lease.requestId(), DecidedLines.uuids(gone));
            mark(lease.requestId(), there, "STILL_THERE");
            return there.size();
        });
    }

    @Override
    public void acknowledged(UUID requestId, String system, Instant told) {
        jdbc.update(ACKNOWLEDGED, requestId, system, OffsetDateTime.ofInstant(told, ZoneOffset.UTC));
    }

    @Override
    public void erasedByHand(UUID requestId) {
        jdbc.update(BY_HAND, requestId);
    }

    @Override
    public int underReview(UUID requestId) {
        return jdbc.queryForObject(UNDER_REVIEW, Integer.class, requestId);
    }

    @Override
    public Optional<Judged> judged(UUID itemId, Right right) {
        return jdbc
                .query(
                        JUDGED,
                        (row, i) -> new Judged(
                                DecisionRow.read(row), row.getString("decided_by"), row.getString("execution")),
                        itemId,
                        right.name())
                .stream()
                .findFirst();
    }

    @Override
    public boolean newSince(UUID requestId, String stage) {
        return jdbc.queryForObject(NEW_SINCE, Boolean.class, requestId, stage, requestId, requestId, stage);
    }

    @Override
    public void unreport(UUID requestId) {
        jdbc.update("delete from package_item where request_id = ?", requestId);
    }

    @Override
    public boolean unreported(UUID requestId) {
        return jdbc.queryForObject(UNREPORTED, Boolean.class, requestId);
    }

    @Override
    public void log(UUID requestId) {
        jdbc.update(LOG, requestId);
    }

    @Override
    public boolean suppressionDue(UUID requestId) {
        return jdbc.queryForObject(SUPPRESSION_DUE, Boolean.class, requestId);
    }

    @Override
    public void suppress(UUID requestId, String controller, String kind, Collection<byte[]> keyHashes) {
        keyHashes.forEach(hash -> jdbc.update(SUPPRESS, controller, kind, hash, requestId));
    }

    @Override
    public Set<UUID> decided(Right right, Collection<UUID> items) {
        return new HashSet<>(jdbc.queryForList(DECIDED, UUID.class, right.name(), DecidedLines.uuids(items)));
    }

    @Override
    public void explain(UUID itemId, Right right, UUID words) {
        jdbc.update(EXPLAIN, words, itemId, right.name());
    }

    @Override
    public int keepReferences(UUID requestId) {
        return references.keep(requestId);
    }
}
