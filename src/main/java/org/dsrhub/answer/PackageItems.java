package org.dsrhub.answer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.DecisionRow;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Redactions;
import org.dsrhub.ledger.Redactions.Redaction;
import org.dsrhub.request.Right;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Which answer reports which item, and the items of an answer with their decisions, streamed. */
@Repository
class PackageItems {
    private static final int BATCH = 200;

    /**
     * Fixes what an answer is about: all that is decided and in no earlier answer. A copy does not wait for the erasure that was
     * asked for as well.
     */
    private static final String ASSIGN = """
            insert into package_item (item_id, request_id, round)
            select item_id, ?::uuid, ? from decision
            where request_id = ?
            group by item_id, request_id
            having bool_and(outcome <> 'REVIEW' or right_ = 'ERASURE') and bool_or(outcome <> 'REVIEW')
            on conflict (item_id) do nothing
            """;

    private static final String UNDECIDED = """
            select exists (select 1 from decision d join item i on i.id = d.item_id
                where d.request_id = ? and d.outcome = 'REVIEW' and i.execution is null)""";

    private static final String DECISIONS = """
            select d.item_id, p.round, i.system, i.type, i.execution, d.right_, d.outcome, d.rule, d.rule_version,
                   d.until_on, d.legal_basis, d.dpv, d.message_key, d.suppression, d.overrun, d.decided_by
            from decision d
            join item i on i.id = d.item_id
            join package_item p on p.item_id = d.item_id
            where d.item_id = any (?)
            order by d.item_id, d.right_
            """;

    private final JdbcTemplate jdbc;
    private final Items items;
    private final Redactions redactions;

    PackageItems(JdbcTemplate jdbc, Items items, Redactions redactions) {
        this.jdbc = jdbc;
        this.items = items;
        this.redactions = redactions;
    }

    /**
     * Repeating it adds only what was decided since.
     *
     * @param requestId whose items, the answered request's or those of a part of it
     */
    void assign(UUID requestId, UUID answered, int round) {
        jdbc.update(ASSIGN, answered, round, requestId);
    }

    /** Those of the request, then those of its parts; of a part that is not ready what an answer has begun with. */
    void read(Dossier dossier, Consumer<Reported> each) {
        read(dossier.request().id(), each);
        for (Dossier.Branch branch : dossier.branches()) {
            if (branch.part() != null) {
                read(branch.part().id(), reported -> {
                    if (branch.standing() == Dossier.Standing.READY || reported.round() != null) {
                        each.accept(reported.in(branch));
                    }
                });
            }
        }
    }

    /** Whether a person still has to decide something of the request. */
    boolean undecided(UUID requestId) {
        return jdbc.queryForObject(UNDECIDED, Boolean.class, requestId);
    }

    /** All items of the request, in order of system and arrival, undecided and earlier reported ones too. */
    private void read(UUID requestId, Consumer<Reported> each) {
        List<Item> batch = new ArrayList<>(BATCH);
        items.read(requestId, item -> {
            batch.add(item);
            if (batch.size() == BATCH) {
                flush(batch, each);
            }
        });
        flush(batch, each);
    }

    private void flush(List<Item> batch, Consumer<Reported> each) {
        Map<UUID, Rows> rows = rows(batch);
        Map<UUID, Redaction> redacted = redactions(rows);
        for (Item item : batch) {
            Rows found = rows.get(item.id());
            each.accept(
                    found == null
                            ? new Reported(item, null, null, null, null, Redaction.NONE)
                            : Reported.of(
                                    item,
                                    found.round,
                                    found.decisions,
                                    redacted.getOrDefault(item.id(), Redaction.NONE)));
        }
        batch.clear();
    }

    /** Of both rights that copies are for: what is hidden under one of them is hidden. */
    private Map<UUID, Redaction> redactions(Map<UUID, Rows> rows) {
        List<UUID> ids = rows.entrySet().stream()
                .filter(entry -> entry.getValue().decisions.stream()
                        .anyMatch(decided -> decided.decision().outcome() == Outcome.REDACT))
                .map(Map.Entry::getKey)
                .toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<UUID, Redaction> redacted = new HashMap<>(redactions.of(Right.ACCESS, ids));
        redactions
                .of(Right.PORTABILITY, ids)
                .forEach((item, redaction) -> redacted.merge(item, redaction, PackageItems::both));
        return redacted;
    }

    private static Redaction both(Redaction one, Redaction other) {
        List<String> values = new ArrayList<>(one.values());
        values.addAll(other.values());
        return new Redaction(values, one.copies());
    }

    private record Rows(int round, List<Items.DecidedItem> decisions) {}

    private Map<UUID, Rows> rows(List<Item> batch) {
        Map<UUID, Rows> rows = new HashMap<>();
        jdbc.query(connection -> statement(connection, batch), result -> {
            Rows row = rows.computeIfAbsent(result.getObject("item_id", UUID.class), id -> row(result));
            row.decisions.add(decided(result));
        });
        return rows;
    }

    private static Rows row(ResultSet result) {
        try {
            return new Rows(result.getInt("round"), new ArrayList<>(2));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PreparedStatement statement(Connection connection, List<Item> batch) throws SQLException {
        Array ids =
                connection.createArrayOf("uuid", batch.stream().map(Item::id).toArray());
        PreparedStatement statement = connection.prepareStatement(DECISIONS);
        statement.setArray(1, ids);
        return statement;
    }

    private static Items.DecidedItem decided(ResultSet row) throws SQLException {
        return new Items.DecidedItem(
                row.getObject("item_id", UUID.class),
                row.getString("system"),
                row.getString("type"),
                Right.valueOf(row.getString("right_")),
                DecisionRow.read(row),
                row.getString("decided_by"),
                row.getString("execution"));
    }
}
