package org.dsrhub.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.Period;
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
import org.dsrhub.decision.Hold;
import org.dsrhub.ledger.SubjectHashes.Alias;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Sealer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Table {@code hold}. */
@Component
final class JdbcHolds implements Holds {
    private static final String SET = """
            insert into hold (id, kind, controller, subjects, subjects_from, subjects_until, refs, systems, categories, reason,
                review_on, set_by, complaint_of)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    /** With who looked at it last. */
    private static final String VIEW = """
            select h.*, w.actor as reviewed_by, w.at as reviewed_at from hold h left join lateral (
                select actor, at from hold_review v where v.hold_id = h.id order by seq desc limit 1) w on true""";

    private static final String BY_ID = VIEW + " where h.id = ?";
    private static final String LOCK = BY_ID + " for update of h";
    private static final String APPROVE =
            "update hold set approved_by = ?, approved_at = statement_timestamp() where id = ?";
    private static final String ASK_RELEASE =
            "update hold set release_by = ?, release_at = statement_timestamp() where id = ?";
    private static final String RELEASE =
            "update hold set released_by = ?, released_at = statement_timestamp() where id = ?";
    private static final String IN_FORCE = """
            select * from hold
            where controller = ? and approved_at is not null and released_at is null
                and (subjects && ?::text[] or subjects = '{}') order by set_at, id""";

    /** One parameter, the erasing request: whether it ends the restriction, or has asked for it itself. */
    private static final String YIELDS = """
            kind = 'H-RST' and subjects <> '{}' and exists (select 1 from request e
                where e.id = ? and (restriction_of = e.id or 'ERASURE' = any(e.rights) and (
                    restriction_of is null and set_at < e.created_at
                    or exists (select 1 from request r where r.id = restriction_of
                        and (r.received_at, r.created_at) < (e.received_at, e.created_at)))))""";

    private static final String YIELDING = "select id from hold where id = any(?) and " + YIELDS;

    private static final String END = """
            update hold set release_by = ?, release_at = statement_timestamp(), released_by = ?,
                released_at = statement_timestamp()
            where id = any(?) and restriction_of is distinct from ? and released_at is null
            returning id, restriction_of""";
    private static final String LIST = VIEW + " where ?::text is null or controller = ? order by set_at desc, id";

    private static final String OF_COMPLAINT = VIEW + " where complaint_of = ? and released_at is null";

    private static final String OF_RESTRICTION = VIEW + " where restriction_of = ?";

    private static final String RESTRICTS = "update hold set restriction_of = ? where id = ?";

    private static final String LIFT = """
            update hold set release_by = ?, release_at = statement_timestamp(), released_by = ?,
                released_at = statement_timestamp()
            where restriction_of = ? and released_at is null""";

    private static final String FOUND = """
            select distinct encode(reference_hash, 'hex') from item
            where request_id = ? and match in ('MATCHED', 'UNATTRIBUTABLE') limit ?""";

    private static final String FOUND_IN = """
            select distinct system from item where request_id = ? and match in ('MATCHED', 'UNATTRIBUTABLE')""";

    private static final String TO_REVIEW = """
            select id from hold where controller = ? and released_at is null and review_on <= ? and kind <> 'H-AML'
                and (reminded_of is distinct from review_on or reminded_on is null or reminded_on <= ?)
            order by review_on, id""";

    private static final String REMINDED = "update hold set reminded_of = review_on, reminded_on = ? where id = any(?)";

    private static final Period REMIND_EVERY = Period.ofDays(7);

    private static final String REVIEWED = """
            insert into hold_review (hold_id, seq, actor, reason, next_on)
            select ?, count(*) + 1, ?, ?, ? from hold_review where hold_id = ?""";

    private static final String NEXT_REVIEW = "update hold set review_on = ? where id = ?";

    private static final String RELEASED = """
            select * from hold where controller = ? and released_at is not null and reassessed_at is null""";

    /** By aliases, as long as they are known; later the daily look at refusals finds it. */
    private static final String KEPT = """
            select distinct r.id from request r join decision d on d.request_id = r.id join item i on i.id = d.item_id
            where r.controller = ? and d.right_ = 'ERASURE' and d.outcome = 'REFUSE' and d.rule = ? and i.execution is null
                and (? or exists (select 1 from subject_alias a where a.request_id = r.id and encode(a.hash, 'hex') = any(?)))
                and """ + JdbcLegalDates.ANSWERED;

    private static final String REASSESSED = "update hold set reassessed_at = statement_timestamp() where id = ?";

    /** More are frozen by their systems: a list of a million references is none that a decision can look through. */
    private static final int MOST_REFERENCES = 2_000;

    /** What stands for the second person. */
    private static final String BY_RULE = "complaint";

    private static final String BY_RIGHT = "restriction";

    private static final String BY_ERASURE = "erasure";

    /** In the order of all who lock both, see FREEZE_HOLDS. */
    private static final String BEFORE_REQUESTS = "lock table hold in row exclusive mode";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Sealer sealer;
    private final SubjectHashes hashes;
    private final JdbcAliases aliases;
    private final Requests requests;

    JdbcHolds(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Sealer sealer,
            SubjectHashes hashes,
            JdbcAliases aliases,
            Requests requests) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.sealer = sealer;
        this.hashes = hashes;
        this.aliases = aliases;
        this.requests = requests;
    }

    @Override
    public HoldView set(Wanted hold, String actor) {
        return insert(hold, actor, null);
    }

    private HoldView insert(Wanted hold, String actor, UUID complaintOf) {
        UUID id = TimeOrderedId.next();
        byte[] sealed = sealer.seal(hold.reason().getBytes(StandardCharsets.UTF_8), "hold:" + id);
        List<Alias> subjects = List.copyOf(hold.subjects());
        jdbc.update(
                SET,
                id,
                hold.kind().label(),
                hold.controller(),
                Columns.texts(subjects.stream().map(Alias::hash).toList()),
                days(subjects.stream().map(Alias::from).toArray(LocalDate[]::new)),
                days(subjects.stream().map(Alias::until).toArray(LocalDate[]::new)),
                Columns.texts(hold.references()),
                Columns.texts(hold.systems()),
                Columns.texts(hold.categories()),
                sealed,
                hold.reviewOn(),
                actor,
                complaintOf);
        return jdbc.queryForObject(BY_ID, JdbcHolds::view, id);
    }

    private static SqlArrayValue days(LocalDate[] days) {
        Object[] texts = new Object[days.length];
        for (int i = 0; i < days.length; i++) {
            texts[i] = days[i] == null ? null : Date.valueOf(days[i]);
        }
        return new SqlArrayValue("date", texts);
    }

    @Override
    public HoldView complaint(UUID requestId, String reason, LocalDate reviewOn, String actor) {
        return transactions.execute(status -> {
            String controller = lock(requestId);
            List<HoldView> before = jdbc.query(OF_COMPLAINT, JdbcHolds::view, requestId);
            if (!before.isEmpty()) {
                return before.get(0);
            }
            List<String> found = jdbc.queryForList(FOUND, String.class, requestId, MOST_REFERENCES + 1);
            boolean many = found.size() > MOST_REFERENCES;
            HoldView set = insert(
                    new Wanted(
                            controller,
                            Hold.Kind.H_CMP,
                            hashes.aliases(requests.subject(requestId)),
                            many ? Set.of() : Set.copyOf(found),
                            many ? Set.copyOf(jdbc.queryForList(FOUND_IN, String.class, requestId)) : Set.of(),
                            Set.of(),
                            reason,
                            reviewOn),
                    HUB,
                    requestId);
            jdbc.update(APPROVE, BY_RULE, set.id());
            requests.audit(
                    requestId, actor, "complaint-taken", Map.of("hold", set.id().toString()));
            return jdbc.queryForObject(BY_ID, JdbcHolds::view, set.id());
        });
    }

    /** One after the other. @return the request's controller */
    private String lock(UUID requestId) {
        jdbc.execute(BEFORE_REQUESTS);
        return jdbc.queryForObject("select controller from request where id = ? for update", String.class, requestId);
    }

    @Override
    public HoldView restrict(UUID requestId, String reason, LocalDate reviewOn) {
        return transactions.execute(status -> {
            String controller = lock(requestId);
            Optional<HoldView> before = restriction(requestId);
            if (before.isPresent()) {
                return before.get();
            }
            List<Alias> subjects = List.copyOf(hashes.aliases(requests.subject(requestId)));
            if (subjects.isEmpty()) {
                // A hold without one would be on everybody.
                throw new Problem(
                        "restriction-without-subject",
                        "nothing is known of the subject that a hold could be matched on; identify them anew");
            }
            HoldView set = insert(
                    new Wanted(controller, Hold.Kind.H_RST, subjects, Set.of(), Set.of(), Set.of(), reason, reviewOn),
                    HUB,
                    null);
            jdbc.update(RESTRICTS, requestId, set.id());
            jdbc.update(APPROVE, BY_RIGHT, set.id());
            requests.audit(requestId, HUB, "restricted", Map.of("hold", set.id().toString()));
            return jdbc.queryForObject(BY_ID, JdbcHolds::view, set.id());
        });
    }

    @Override
    public Optional<HoldView> restriction(UUID requestId) {
        return jdbc.query(OF_RESTRICTION, JdbcHolds::view, requestId).stream().findFirst();
    }

    @Override
    public void lift(UUID requestId, String actor) {
        transactions.executeWithoutResult(status -> {
            lock(requestId);
            if (jdbc.update(LIFT, BY_RIGHT, actor, requestId) > 0) {
                requests.audit(requestId, actor, "restriction-ended", Map.of());
            }
        });
    }

    @Override
    public HoldView approve(UUID id, String actor) {
        return change(id, hold -> {
            if (hold.approvedBy() != null) {
                throw new Requests.StateConflict("the hold is approved already");
            }
            if (hold.setBy().equals(actor)) {
                throw new Requests.StateConflict("a second person approves a hold");
            }
            jdbc.update(APPROVE, actor, id);
        });
    }

    @Override
    public HoldView release(UUID id, String actor) {
        return change(id, hold -> {
            if (BY_RIGHT.equals(hold.approvedBy()) && hold.setBy().equals(HUB)) {
                throw new Requests.StateConflict(
                        "restriction: the data subject is told before it ends; lift it at its request");
            }
            if (hold.releasedBy() != null) {
                throw new Requests.StateConflict("the hold is released already");
            }
            if (hold.releaseBy() == null) {
                jdbc.update(ASK_RELEASE, actor, id);
            } else if (hold.releaseBy().equals(actor)) {
                throw new Requests.StateConflict("a second person releases a hold");
            } else {
                jdbc.update(RELEASE, actor, id);
            }
        });
    }

    @Override
    public HoldView review(UUID id, String reason, LocalDate nextOn, String actor) {
        byte[] sealed = sealer.seal(reason.getBytes(StandardCharsets.UTF_8), "hold:" + id);
        return change(id, hold -> {
            if (hold.releasedBy() != null) {
                throw new Requests.StateConflict("the hold is released: nothing is left to review");
            }
            jdbc.update(REVIEWED, id, actor, sealed, nextOn, id);
            jdbc.update(NEXT_REVIEW, nextOn, id);
        });
    }

    private HoldView change(UUID id, Consumer<HoldView> change) {
        return transactions.execute(status -> {
            HoldView hold = jdbc.query(LOCK, JdbcHolds::view, id).stream()
                    .findFirst()
                    .orElseThrow(() -> new Requests.StateConflict("there is no such hold"));
            change.accept(hold);
            return jdbc.queryForObject(BY_ID, JdbcHolds::view, id);
        });
    }

    @Override
    public List<Hold> inForce(String controller, Subject subject) {
        Set<Alias> known = new LinkedHashSet<>(hashes.aliases(subject));
        known.addAll(aliases.ofTheSame(
                controller,
                subject.allKeys().stream()
                        .filter(key -> key.kind() == KeyKind.NATIONAL_ID)
                        .flatMap(key -> hashes.of(key).stream())
                        .toList()));
        Set<String> every = new HashSet<>();
        known.forEach(alias -> every.add(alias.hash()));
        List<Hold> holds = new ArrayList<>();
        jdbc.query(
                IN_FORCE,
                row -> {
                    if (meets(row, known)) {
                        holds.add(hold(row));
                    }
                },
                controller,
                Columns.texts(every));
        return holds;
    }

    @Override
    public List<Hold> againstErasure(RequestView request, Subject subject) {
        List<Hold> inForce = inForce(request.controller(), subject);
        Set<UUID> yielding = yielding(request, inForce);
        return inForce.stream().filter(hold -> !yielding.contains(hold.id())).toList();
    }

    private Set<UUID> yielding(RequestView erasure, List<Hold> inForce) {
        List<UUID> restrictions = inForce.stream()
                .filter(hold -> hold.kind() == Hold.Kind.H_RST)
                .map(Hold::id)
                .toList();
        return restrictions.isEmpty()
                ? Set.of()
                : Set.copyOf(
                        jdbc.queryForList(YIELDING, UUID.class, Columns.array("uuid", restrictions), erasure.id()));
    }

    @Override
    public List<UUID> endRestrictions(RequestView erasure, Subject subject) {
        if (yielding(erasure, inForce(erasure.controller(), subject)).isEmpty()) {
            return List.of(); // as nearly always: no lock is taken for it
        }
        return transactions.execute(status -> {
            lock(erasure.id());
            Set<UUID> yielding = yielding(erasure, inForce(erasure.controller(), subject));
            List<UUID> askedBy = new ArrayList<>();
            List<String> ended = new ArrayList<>();
            jdbc.query(
                    END,
                    row -> {
                        ended.add(row.getString("id"));
                        Optional.ofNullable(row.getObject("restriction_of", UUID.class))
                                .ifPresent(askedBy::add);
                    },
                    BY_ERASURE,
                    HUB,
                    Columns.array("uuid", yielding),
                    erasure.id());
            if (!ended.isEmpty()) {
                requests.audit(erasure.id(), HUB, "earlier-restriction-ended", Map.of("holds", ended));
            }
            askedBy.forEach(id -> requests.audit(id, HUB, "restriction-ended", Map.of("by", erasure.caseNumber())));
            return askedBy;
        });
    }

    /** An address or a number that was somebody else's at the time of the hold does not make it theirs. */
    private static boolean meets(ResultSet row, Set<Alias> known) throws SQLException {
        List<String> subjects = RequestRows.texts(row.getArray("subjects"));
        List<LocalDate> from = days(row.getArray("subjects_from"));
        List<LocalDate> until = days(row.getArray("subjects_until"));
        for (int i = 0; i < subjects.size(); i++) {
            Alias held = new Alias(
                    subjects.get(i), i < from.size() ? from.get(i) : null, i < until.size() ? until.get(i) : null);
            if (known.stream().anyMatch(held::meets)) {
                return true;
            }
        }
        return subjects.isEmpty();
    }

    private static List<LocalDate> days(Array array) throws SQLException {
        List<LocalDate> days = new ArrayList<>();
        for (Object day : (Object[]) array.getArray()) {
            days.add(day == null ? null : ((Date) day).toLocalDate());
        }
        return days;
    }

    private static Hold hold(ResultSet row) throws SQLException {
        return new Hold(
                row.getObject("id", UUID.class),
                Hold.Kind.of(row.getString("kind")),
                Set.copyOf(RequestRows.texts(row.getArray("subjects"))),
                Set.copyOf(RequestRows.texts(row.getArray("refs"))),
                Set.copyOf(RequestRows.texts(row.getArray("systems"))),
                Set.copyOf(RequestRows.texts(row.getArray("categories"))),
                row.getObject("review_on", LocalDate.class));
    }

    @Override
    public List<HoldView> list(String controller) {
        return jdbc.query(LIST, JdbcHolds::view, controller, controller);
    }

    @Override
    public List<UUID> toReview(String controller, LocalDate today) {
        return jdbc.queryForList(TO_REVIEW, UUID.class, controller, today, today.minus(REMIND_EVERY));
    }

    @Override
    public void reminded(Collection<UUID> holds, LocalDate today) {
        jdbc.update(REMINDED, today, Columns.array("uuid", holds));
    }

    @Override
    public List<Freed> freed(String controller) {
        return jdbc.query(RELEASED, (row, number) -> hold(row), controller).stream()
                .map(hold -> new Freed(hold.id(), hold.kind() == Hold.Kind.H_AML ? List.of() : kept(controller, hold)))
                .toList();
    }

    private List<UUID> kept(String controller, Hold hold) {
        return jdbc.queryForList(
                KEPT,
                UUID.class,
                controller,
                hold.kind().label(),
                hold.subjects().isEmpty(),
                Columns.texts(hold.subjects()));
    }

    @Override
    public void reassessed(UUID hold) {
        jdbc.update(REASSESSED, hold);
    }

    private static HoldView view(ResultSet row, int number) throws SQLException {
        return new HoldView(
                row.getObject("id", UUID.class),
                row.getString("controller"),
                Hold.Kind.of(row.getString("kind")),
                row.getObject("review_on", LocalDate.class),
                row.getString("set_by"),
                RequestRows.instant(row, "set_at"),
                row.getString("approved_by"),
                row.getString("release_by"),
                row.getString("released_by"),
                row.getObject("complaint_of", UUID.class),
                row.getString("reviewed_by"),
                RequestRows.instant(row, "reviewed_at"),
                row.getString("approved_by") != null && row.getString("released_by") == null);
    }
}
