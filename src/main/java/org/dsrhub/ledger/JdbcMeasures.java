package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.Right;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table {@code measure}. */
@Component
final class JdbcMeasures implements Measures {
    private static final String DECIDE = """
            insert into measure (request_id, right_, result, consequence, systems, words, actor) values (?, ?, ?, ?, ?, ?, ?)
            on conflict (request_id, right_) do update set result = excluded.result, consequence = excluded.consequence,
                systems = excluded.systems, words = excluded.words, actor = excluded.actor,
                decided_at = statement_timestamp()""";

    private static final String OF = "select * from measure where request_id = ?";

    private final JdbcTemplate jdbc;

    JdbcMeasures(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void decide(UUID requestId, Measure measure) {
        jdbc.update(
                DECIDE,
                requestId,
                measure.right().name(),
                measure.result().name(),
                measure.consequence() == null ? null : measure.consequence().name(),
                Columns.texts(measure.systems()),
                measure.words(),
                measure.actor());
    }

    @Override
    public Map<Right, Measure> of(UUID requestId) {
        Map<Right, Measure> measures = new EnumMap<>(Right.class);
        jdbc.query(OF, (row, number) -> measure(row), requestId)
                .forEach(measure -> measures.put(measure.right(), measure));
        return measures;
    }

    private static Measure measure(ResultSet row) throws SQLException {
        String consequence = row.getString("consequence");
        return new Measure(
                Right.valueOf(row.getString("right_")),
                Measure.Result.valueOf(row.getString("result")),
                consequence == null ? null : Measure.Consequence.valueOf(consequence),
                Set.copyOf(RequestRows.texts(row.getArray("systems"))),
                row.getObject("words", UUID.class),
                row.getString("actor"));
    }
}
