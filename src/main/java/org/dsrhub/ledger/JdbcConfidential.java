package org.dsrhub.ledger;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Column {@code employee} of table {@code request}. */
@Component
final class JdbcConfidential implements Confidential {
    private static final String MARK = "update request set employee = true where id = ?";
    private static final String AMONG = """
            select r.id from request r left join request lead on lead.id = r.part_of
            where r.id = any(?) and (r.employee or lead.employee)""";

    private final JdbcTemplate jdbc;

    JdbcConfidential(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void mark(UUID requestId) {
        jdbc.update(MARK, requestId);
    }

    @Override
    public Set<UUID> among(Collection<UUID> requests) {
        return Set.copyOf(jdbc.queryForList(AMONG, UUID.class, Columns.array("uuid", requests)));
    }
}
