package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Component
final class JdbcRequests implements Requests {

    /** A race of two equal ones waits here for the first one's commit. */
    private static final String INSERT = """
            insert into request (id, case_number, controller, brand, rights, language, channel, delivery, state,
                received_at, due_on, identification_level, identification_how, subject_hash, deduplication_hash, priority,
                part_of)
            values (?, coalesce(?, 'DSR-' || ? || '-' || lpad(nextval('case_number')::text, 6, '0')), ?, ?, ?, ?, ?, ?, ?,
                ?::timestamptz, ?, ?, ?, ?, ?, ?, ?)
            on conflict (deduplication_hash) do nothing""";

    private static final String BY_DEDUPLICATION = "select * from request where deduplication_hash = ?";
    private static final String BY_ID = "select * from request where id = ?";
    private static final String BY_CASE_NUMBER = "select * from request where case_number = ?";
    private static final String SET_SUBJECT = "update request set subject_blob = ?, subject_hash = ? where id = ?";
    private static final String SUBJECT_BLOB = "select subject_blob from request where id = ?";
    private static final String IDENTIFIED =
            "update request set identification_level = ?, identification_how = ? where id = ?";
    private static final String EXTEND = """
            update request set due_on = ?, extended_at = statement_timestamp() where id = ? and extended_at is null""";
    private static final String ANTEDATE = """
            update request set received_at = ?::timestamptz,
                due_on = least(due_on, case when extended_at is null then ?::date else ?::date end)
            where id = ? and received_at > ?::timestamptz""";
    private static final String PARTS = "select * from request where part_of = ? order by controller";

    /** What the answer still waits for, waits as much longer. */
    private static final String EXTEND_PARTS = """
            with moved as (
                update request set due_on = ?::date where part_of = ?
            ), later as (
                update work w set reply_by = w.reply_by + (?::date - ?::date) * interval '1 day'
                from task t where t.id = w.task_id and t.request_id = ? and t.queue = ? and w.reply_by is not null
                returning w.task_id, w.reply_by
            )
            update task t set reply_by = later.reply_by from later where t.id = later.task_id""";

    private static final String ANTEDATE_PARTS = """
            update request p set received_at = lead.received_at, due_on = lead.due_on
            from request lead where lead.id = ? and p.part_of = lead.id""";

    private static final String TASKS = "select * from task where request_id = ? order by created_at, id";

    /** The row of the task's work, were it there or not: due now, nobody's. */
    private static final String DUE_AGAIN = """
            insert into work (task_id, request_id, queue, backend, controller, priority, due_at, attempt, reply_by)
            select t.id, t.request_id, t.queue, t.backend, r.controller, coalesce(t.priority, r.priority),
                statement_timestamp(), t.attempt, null
            from task t join request r on r.id = t.request_id where t.id = ?
            on conflict (task_id) do update set due_at = excluded.due_at, leased_by = null,
                claimed_until = null, claimed_from = null, resume_at = null""";

    private static final String HISTORY =
            "select seq, at, actor, event, details from audit where request_id = ? order by seq";

    private static final String VERSION =
            "select coalesce(max(seq), 0) from audit where request_id = ? and event <> all(?)";
    private static final String LOCK = "select id from request where id = ? for update";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Wakeup wakeup;
    private final Vault vault;
    private final KeyedHash keyedHash;
    private final SubjectHashes subjectHashes;
    private final JdbcAliases aliases;

    JdbcRequests(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Wakeup wakeup,
            Vault vault,
            KeyedHash keyedHash,
            SubjectHashes subjectHashes) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.wakeup = wakeup;
        this.vault = vault;
        this.keyedHash = keyedHash;
        this.subjectHashes = subjectHashes;
        this.aliases = new JdbcAliases(jdbc, subjectHashes);
    }

    @Override
    public Accepted accept(NewRequest request, LocalDate dueOn, Next first) {
        return transactions.execute(status -> accept(request, dueOn, first, null, request.deduplicationKey()));
    }

    @Override
    public RequestView acceptPart(UUID leadId, NewRequest request, LocalDate dueOn, Next first) {
        return transactions.execute(status -> {
            // Its end ends its parts: it has to be there first, and may not be over.
            LockedRequest locked = Journal.lock(jdbc, wakeup, List.of(leadId)).request(leadId);
            if (locked == null || locked.closed()) {
                throw new StateConflict("the request is closed");
            }
            return accept(request, dueOn, first, find(leadId).orElseThrow(), "part/" + leadId)
                    .request();
        });
    }

    @Override
    public List<RequestView> parts(UUID lead) {
        return jdbc.query(PARTS, RequestRows::view, lead);
    }

    /** @param lead null where it is answered itself */
    private Accepted accept(NewRequest request, LocalDate dueOn, Next first, RequestView lead, String key) {
        byte[] deduplication = deduplicationHash(request.controller(), key);
        Optional<RequestView> known = byDeduplication(deduplication);
        if (known.isPresent()) {
            return new Accepted(known.get(), true);
        }
        UUID id = TimeOrderedId.next();
        if (!insert(id, request, dueOn, first, deduplication, lead)) {
            return new Accepted(byDeduplication(deduplication).orElseThrow(), true);
        }
        vault.createKeys(id);
        setSubject(id, new SealedSubject(request.subject(), request));
        Journal journal = Journal.lock(jdbc, wakeup, List.of(id));
        LockedRequest locked = journal.request(id);
        locked.apply(first);
        locked.tell(Events.ACCEPTED);
        Map<String, Object> details = acceptedDetails(request, dueOn, locked.state);
        if (lead != null) {
            details.put("partOf", lead.caseNumber());
        }
        locked.audit("hub", "accepted", details);
        journal.write();
        return new Accepted(find(id).orElseThrow(), false);
    }

    private byte[] deduplicationHash(String controller, String key) {
        return keyedHash.of("deduplication", controller + ":" + key);
    }

    private boolean insert(
            UUID id, NewRequest request, LocalDate dueOn, Next first, byte[] deduplication, RequestView lead) {
        NewRequest.Evidence evidence = request.evidence();
        return jdbc.update(
                        INSERT,
                        id,
                        lead == null ? null : lead.caseNumber() + "." + request.controller(),
                        String.valueOf(
                                request.receivedAt().atZone(ZoneOffset.UTC).getYear()),
                        request.controller(),
                        request.brand(),
                        Columns.texts(names(request.rights())),
                        request.language(),
                        request.channel().name(),
                        request.delivery().name(),
                        (first.state() == null ? RequestState.RECEIVED : first.state()).name(),
                        request.receivedAt().toString(),
                        dueOn,
                        evidence == null ? null : evidence.level(),
                        evidence == null ? null : evidence.method(),
                        subjectHash(request.subject()),
                        deduplication,
                        priority(request.rights()),
                        lead == null ? null : lead.id())
                == 1;
    }

    /** Small numbers first. */
    private static int priority(Set<Right> rights) {
        if (!rights.isEmpty() && rights.stream().allMatch(Right::needsNoIdentification)) {
            return 10;
        }
        return rights.contains(Right.ERASURE) ? 40 : 50;
    }

    private static Map<String, Object> acceptedDetails(NewRequest request, LocalDate dueOn, RequestState state) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rights", names(request.rights()));
        details.put("channel", request.channel().name());
        details.put("dueOn", dueOn.toString());
        details.put("request", state.name());
        NewRequest.Evidence evidence = request.evidence();
        if (evidence != null) {
            details.put("level", evidence.level());
            details.put("method", evidence.method());
            details.put("reference", evidence.reference());
        }
        return details;
    }

    private static List<String> names(Set<Right> rights) {
        return rights.stream().map(Right::name).sorted().toList();
    }

    private byte[] subjectHash(Subject subject) {
        return subject == null || subject.nationalId() == null
                ? null
                : HexFormat.of().parseHex(subjectHashes.of(subject.nationalId()));
    }

    private void setSubject(UUID id, SealedSubject sealed) {
        Blob blob = sealed.seal(vault, id);
        vault.store(blob);
        jdbc.update(SET_SUBJECT, blob.id(), subjectHash(sealed.subject()), id);
        aliases.keep(id, sealed.subject());
    }

    private Optional<RequestView> byDeduplication(byte[] hash) {
        return jdbc.query(BY_DEDUPLICATION, RequestRows::view, hash).stream().findFirst();
    }

    @Override
    public Optional<RequestView> findByDeduplicationKey(String controller, String deduplicationKey) {
        return byDeduplication(deduplicationHash(controller, deduplicationKey));
    }

    @Override
    public Optional<RequestView> find(UUID id) {
        return jdbc.query(BY_ID, RequestRows::view, id).stream().findFirst();
    }

    @Override
    public Optional<RequestView> findByCaseNumber(String caseNumber) {
        return jdbc.query(BY_CASE_NUMBER, RequestRows::view, caseNumber).stream()
                .findFirst();
    }

    @Override
    public List<RequestView> worklist(
            Set<String> controllers, RequestState state, Right right, LocalDate dueBefore, long offset, int limit) {
        StringBuilder sql = new StringBuilder("select * from request where true");
        List<Object> parameters = new ArrayList<>();
        if (!controllers.isEmpty()) {
            sql.append(" and controller = any(?)");
            parameters.add(Columns.texts(controllers));
        }
        if (state != null) {
            sql.append(" and state = ?");
            parameters.add(state.name());
        }
        if (right != null) {
            sql.append(" and ? = any(rights)");
            parameters.add(right.name());
        }
        if (dueBefore != null) {
            sql.append(" and due_on < ?");
            parameters.add(dueBefore);
        }
        sql.append(" order by due_on, id limit ? offset ?");
        parameters.add(limit);
        parameters.add(offset);
        return jdbc.query(sql.toString(), RequestRows::view, parameters.toArray());
    }

    @Override
    public List<TaskView> tasks(UUID requestId) {
        return jdbc.query(TASKS, RequestRows::task, requestId);
    }

    @Override
    public Subject subject(UUID requestId) {
        return sealed(requestId).subject();
    }

    @Override
    public NewRequest original(UUID requestId) {
        return sealed(requestId).original();
    }

    private SealedSubject sealed(UUID requestId) {
        return SealedSubject.open(vault, jdbc.queryForObject(SUBJECT_BLOB, UUID.class, requestId));
    }

    @Override
    public void updateSubject(UUID requestId, Subject subject) {
        change(requestId, null, request -> setSubject(requestId, new SealedSubject(subject, original(requestId))));
    }

    @Override
    public RequestView apply(
            UUID requestId,
            Set<RequestState> expected,
            String actor,
            String event,
            Map<String, Object> details,
            Next next) {
        return change(requestId, expected, request -> {
            request.apply(next);
            Map<String, Object> all = new LinkedHashMap<>(details);
            all.put("request", request.state.name());
            request.audit(actor, event, all);
        });
    }

    @Override
    public RequestView identify(
            UUID requestId, Channel channel, NewRequest.Evidence evidence, Subject subject, String actor, Next next) {
        return change(requestId, Set.of(RequestState.RECEIVED, RequestState.IDENTIFICATION), request -> {
            jdbc.update(IDENTIFIED, evidence.level(), evidence.method(), requestId);
            setSubject(requestId, new SealedSubject(subject, original(requestId)));
            request.apply(next);
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("level", evidence.level());
            details.put("method", evidence.method());
            details.put("reference", evidence.reference());
            details.put("channel", channel.name());
            if (!evidence.facts().isEmpty()) {
                details.put(
                        "facts",
                        evidence.facts().stream().map(KeyKind::name).sorted().toList());
            }
            details.put("request", request.state.name());
            request.audit(actor, "identified", details);
        });
    }

    @Override
    public RequestView extend(UUID requestId, LocalDate dueOn, String actor, Map<String, Object> details, Next next) {
        return change(requestId, null, request -> {
            if (request.closed()) {
                throw new StateConflict("the request is closed");
            }
            LocalDate before = find(requestId).orElseThrow().dueOn();
            if (jdbc.update(EXTEND, dueOn, requestId) == 0) {
                throw new StateConflict("the deadline was extended before; it can be extended once");
            }
            jdbc.update(EXTEND_PARTS, dueOn, requestId, dueOn, before, requestId, Parts.QUEUE);
            request.apply(next);
            request.tell(Events.EXTENDED);
            Map<String, Object> all = new LinkedHashMap<>(details);
            all.put("dueOn", dueOn.toString());
            request.audit(actor, "extended", all);
        });
    }

    @Override
    public RequestView antedate(
            UUID requestId, Instant receivedAt, LocalDate dueOn, LocalDate extendedDueOn, String actor) {
        RequestView before = find(requestId).orElseThrow();
        String at = receivedAt.toString();
        return change(requestId, null, request -> {
            if (!request.closed() && jdbc.update(ANTEDATE, at, dueOn, extendedDueOn, requestId, at) == 1) {
                jdbc.update(ANTEDATE_PARTS, requestId);
                request.tell(Events.ANTEDATED);
                RequestView now = find(requestId).orElseThrow();
                Map<String, Object> details = new LinkedHashMap<>();
                details.put("receivedAt", at);
                details.put("dueOn", now.dueOn().toString());
                details.put("receivedBefore", before.receivedAt().toString());
                details.put("dueBefore", before.dueOn().toString());
                request.audit(actor, "antedated", details);
            }
        });
    }

    @Override
    public void retry(UUID requestId, UUID taskId, String actor) {
        change(requestId, null, request -> {
            Reopening.of(jdbc, taskId, request).due(DUE_AGAIN);
            request.audit(actor, "task-retried", Map.of("task", taskId.toString()));
            wakeup.afterCommit();
        });
    }

    @Override
    public List<AuditEntry> history(UUID requestId) {
        return jdbc.query(
                HISTORY,
                (row, number) -> new AuditEntry(
                        row.getInt("seq"),
                        RequestRows.instant(row, "at"),
                        row.getString("actor"),
                        row.getString("event"),
                        details(row.getString("details"))),
                requestId);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> details(String json) {
        try {
            return LedgerJson.MAPPER.readValue(json, LinkedHashMap.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("an audit row is not JSON");
        }
    }

    @Override
    public int version(UUID requestId, Set<String> looks) {
        return jdbc.queryForObject(VERSION, Integer.class, requestId, Columns.texts(looks));
    }

    @Override
    public int lockedVersion(UUID requestId, Set<String> looks) {
        jdbc.queryForList(LOCK, UUID.class, requestId);
        return version(requestId, looks);
    }

    @Override
    public void audit(UUID requestId, String actor, String event, Map<String, Object> details) {
        change(requestId, null, request -> request.audit(actor, event, details));
    }

    private RequestView change(UUID requestId, Set<RequestState> expected, Consumer<LockedRequest> change) {
        return transactions.execute(status -> {
            Journal journal = Journal.lock(jdbc, wakeup, List.of(requestId));
            LockedRequest request = journal.request(requestId);
            if (request == null) {
                throw new StateConflict("there is no such request");
            }
            if (expected != null && !expected.contains(request.state)) {
                throw new StateConflict("the request is " + request.state + ", expected " + expected);
            }
            change.accept(request);
            journal.write();
            return find(requestId).orElseThrow();
        });
    }
}
