package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dsrhub.decision.Outcome;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcErasurePreviews implements ErasurePreviews {
    private static final String OPEN = "d.right_ = 'ERASURE' and not (d.outcome = 'REFUSE' and d.rule = 'law')";

    private static final String LINES = """
            select i.system, i.type, d.outcome, d.rule, d.rule_version, d.legal_basis, d.message_key,
                min(d.until_on) as earliest, max(d.until_on) as latest, i.execution, count(*) as items,
                count(*) filter (where d.approved = d.outcome) as approved
            from decision d join item i on i.id = d.item_id where d.request_id = ? and %s
            group by 1, 2, 3, 4, 5, 6, 7, 10 order by 1, 2, 3, 4, 5, 6, 7, 10
            """.formatted(OPEN);

    private static final String DIGEST = """
            select encode(sha256(coalesce(string_agg(convert_to(concat_ws(' ', d.item_id, d.outcome, d.rule, d.rule_version,
                d.until_on), 'UTF8'), '\\x0a'::bytea order by d.item_id), '\\x'::bytea)), 'hex')
            from decision d where d.request_id = ? and %s""".formatted(OPEN);

    private static final String APPROVE = """
            update decision set approved = case when outcome in ('ERASE', 'ANONYMISE') then outcome end
            where request_id = ? and right_ = 'ERASURE'""";

    private static final String APPROVED =
            "select exists (select 1 from decision where request_id = ? and approved is not null)";

    private static final String UNAPPROVED = """
            select count(*) from decision where right_ = 'ERASURE' and item_id = any (?) and approved is distinct from outcome""";

    private static final String HANDED_OVER =
            "select count(*) from item where request_id = ? and execution is not null";

    private static final String TO_GO =
            "select count(*) from decision where request_id = ? and approved is not null and right_ = 'ERASURE'";

    private final JdbcTemplate jdbc;

    JdbcErasurePreviews(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Line> lines(UUID requestId) {
        return jdbc.query(
                LINES,
                (row, number) -> new Line(
                        row.getString("system"),
                        row.getString("type"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getString("rule"),
                        row.getInt("rule_version"),
                        row.getString("legal_basis"),
                        row.getString("message_key"),
                        row.getObject("earliest", LocalDate.class),
                        row.getObject("latest", LocalDate.class),
                        row.getString("execution"),
                        row.getInt("items"),
                        row.getInt("approved")),
                requestId);
    }

    @Override
    public String digest(UUID requestId) {
        return jdbc.queryForObject(DIGEST, String.class, requestId);
    }

    @Override
    public int approve(UUID requestId) {
        jdbc.update(APPROVE, requestId);
        return jdbc.queryForObject(TO_GO, Integer.class, requestId);
    }

    @Override
    public boolean approved(UUID requestId) {
        return jdbc.queryForObject(APPROVED, Boolean.class, requestId);
    }

    @Override
    public int unapproved(Collection<UUID> items) {
        return items.isEmpty() ? 0 : jdbc.queryForObject(UNAPPROVED, Integer.class, Columns.array("uuid", items));
    }

    @Override
    public int handedOver(UUID requestId) {
        return jdbc.queryForObject(HANDED_OVER, Integer.class, requestId);
    }
}
