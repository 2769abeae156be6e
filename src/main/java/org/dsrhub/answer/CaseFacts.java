package org.dsrhub.answer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What a case is proven by, read across the ledger: decisions one by one and in groups, and what was sent. */
@Repository
class CaseFacts {
    /** Nobody is told that there is such an item: any of its decisions is silent, or a refusal that a report hides behind. */
    private static final String SILENT = """
            exists (select 1 from decision s where s.item_id = d.item_id
                and (s.outcome = 'WITHHOLD' and s.message_key is null or s.outcome = 'REFUSE' and s.rule = 'law'))""";

    private static final String DECISIONS = """
            select d.item_id, i.system, i.type, d.right_, d.outcome, d.rule, d.rule_version, d.until_on, d.legal_basis,
                d.dpv, d.message_key, d.decided_on, d.decided_by, d.words, d.basis, i.execution, i.executed_at, t.connector_version
            from decision d join item i on i.id = d.item_id join task t on t.id = i.task_id
            where d.request_id = ? and not %s order by i.system, i.ordinal, d.right_
            """.formatted(SILENT);

    private static final String GROUPS = """
            select i.system, i.type, d.right_, d.outcome, d.rule, min(d.until_on) as earliest, max(d.until_on) as latest,
                i.execution, count(*) as items
            from decision d join item i on i.id = d.item_id
            where d.request_id = ? and not %s group by i.system, i.type, d.right_, d.outcome, d.rule, i.execution
            order by 1, 2, 3, 4, 5, 8
            """.formatted(SILENT);

    private static final String SENT = """
            select round, file_name, size, sha256, partial, letter_blob, created_at, sent_at from package
            where request_id = ? order by round
            """;

    private static final String SILENT_ITEMS =
            "select distinct d.item_id from decision d where d.request_id = ? and " + SILENT;

    private static final String BASES =
            "select distinct d.basis from decision d where d.request_id = ? and d.basis is not null and not " + SILENT;

    private static final String DECIDED_ITEMS =
            "select count(distinct d.item_id) from decision d where d.request_id = ? and not " + SILENT;

    private final JdbcTemplate jdbc;
    private final JdbcTemplate streaming;

    CaseFacts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.streaming = new JdbcTemplate(jdbc.getDataSource());
        streaming.setFetchSize(1_000);
    }

    /**
     * @param connectorVersion of the file by which its system was asked
     * @param words a person's reason in the vault, null where the rules decided
     * @param basis of {@link org.dsrhub.ledger.DecisionBases}, null where facts, rule and day were all
     */
    record Decided(
            UUID item,
            String system,
            String type,
            String right,
            String outcome,
            String rule,
            int ruleVersion,
            LocalDate until,
            String legalBasis,
            String dpv,
            String messageKey,
            LocalDate decidedOn,
            String decidedBy,
            UUID words,
            UUID basis,
            String execution,
            Instant executedAt,
            int connectorVersion) {}

    record Group(
            String system,
            String type,
            String right,
            String outcome,
            String rule,
            LocalDate earliest,
            LocalDate latest,
            String execution,
            int items) {}

    record Sent(
            int round,
            String fileName,
            long size,
            byte[] sha256,
            boolean partial,
            UUID letter,
            Instant packedAt,
            Instant sentAt) {}

    /** Within the caller's transaction, which a stream of rows needs. */
    void decisions(UUID requestId, Consumer<Decided> each) {
        streaming.query(
                DECISIONS,
                row -> {
                    each.accept(new Decided(
                            row.getObject("item_id", UUID.class),
                            row.getString("system"),
                            row.getString("type"),
                            row.getString("right_"),
                            row.getString("outcome"),
                            row.getString("rule"),
                            row.getInt("rule_version"),
                            row.getObject("until_on", LocalDate.class),
                            row.getString("legal_basis"),
                            row.getString("dpv"),
                            row.getString("message_key"),
                            row.getObject("decided_on", LocalDate.class),
                            row.getString("decided_by"),
                            row.getObject("words", UUID.class),
                            row.getObject("basis", UUID.class),
                            row.getString("execution"),
                            instant(row, "executed_at"),
                            row.getInt("connector_version")));
                },
                requestId);
    }

    /** Bases of what {@link #decisions} is about. */
    List<UUID> bases(UUID requestId) {
        return jdbc.queryForList(BASES, UUID.class, requestId);
    }

    /** Items that nobody is told of. */
    Set<UUID> silent(UUID requestId) {
        return Set.copyOf(jdbc.queryForList(SILENT_ITEMS, UUID.class, requestId));
    }

    /** How many items {@link #decisions} is about. */
    long decided(UUID requestId) {
        return jdbc.queryForObject(DECIDED_ITEMS, Long.class, requestId);
    }

    List<Group> groups(UUID requestId) {
        return jdbc.query(
                GROUPS,
                (row, i) -> new Group(
                        row.getString("system"),
                        row.getString("type"),
                        row.getString("right_"),
                        row.getString("outcome"),
                        row.getString("rule"),
                        row.getObject("earliest", LocalDate.class),
                        row.getObject("latest", LocalDate.class),
                        row.getString("execution"),
                        row.getInt("items")),
                requestId);
    }

    List<Sent> sent(UUID requestId) {
        return jdbc.query(
                SENT,
                (row, i) -> new Sent(
                        row.getInt("round"),
                        row.getString("file_name"),
                        row.getLong("size"),
                        row.getBytes("sha256"),
                        row.getBoolean("partial"),
                        row.getObject("letter_blob", UUID.class),
                        instant(row, "created_at"),
                        instant(row, "sent_at")),
                requestId);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
