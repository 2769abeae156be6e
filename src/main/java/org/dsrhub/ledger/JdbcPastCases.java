package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcPastCases implements PastCases {
    private static final String CASES = """
            select r.* from request own join request r on r.subject_hash = own.subject_hash
                and r.controller = own.controller and r.id <> own.id and r.part_of is null
            where own.id = ? order by r.received_at, r.id
            """;

    private static final String ANSWERED =
            "select sent_at from package where request_id = ? and sent_at is not null order by round";

    /** Without what no letter may show: what is withheld in silence, and whatever a hold on AML or fraud decided. */
    private static final String DECIDED = """
            select right_, outcome, decided_on, count(*) as items from decision
            where request_id = ? and not (outcome = 'WITHHOLD' and message_key is null) and rule not in ('H-AML', 'H-FRD', 'law')
            group by right_, outcome, decided_on order by decided_on, right_, outcome
            """;

    private final JdbcTemplate jdbc;

    JdbcPastCases(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void of(UUID requestId, Consumer<PastCase> each) {
        // Not streamed from the database: a person makes tens of requests, not thousands.
        jdbc.query(CASES, (row, number) -> pastCase(row), requestId).forEach(each);
    }

    private PastCase pastCase(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new PastCase(
                row.getString("case_number"),
                Arrays.asList((String[]) row.getArray("rights").getArray()),
                row.getString("channel"),
                RequestRows.instant(row, "received_at"),
                row.getObject("due_on", LocalDate.class),
                row.getString("outcome"),
                RequestRows.instant(row, "closed_at"),
                jdbc.query(ANSWERED, (sent, number) -> RequestRows.instant(sent, "sent_at"), id),
                decided(id));
    }

    private List<Decided> decided(UUID id) {
        return jdbc.query(
                DECIDED,
                (row, number) -> new Decided(
                        row.getString("right_"),
                        row.getString("outcome"),
                        row.getObject("decided_on", LocalDate.class),
                        row.getInt("items")),
                id);
    }
}
