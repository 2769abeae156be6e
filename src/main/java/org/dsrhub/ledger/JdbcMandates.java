package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.request.Representative;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table {@code mandate}. */
@Component
final class JdbcMandates implements Mandates {
    private static final String CONFIRM = """
            insert into mandate (request_id, capacity, document, valid_from, valid_until, personal_data, receipt, died_on,
                confirmed_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (request_id) do update set capacity = excluded.capacity, document = excluded.document,
                valid_from = excluded.valid_from, valid_until = excluded.valid_until,
                personal_data = excluded.personal_data, receipt = excluded.receipt, died_on = excluded.died_on,
                confirmed_by = excluded.confirmed_by, confirmed_at = statement_timestamp()""";

    private static final String OF = "select * from mandate where request_id = ?";

    private final JdbcTemplate jdbc;

    JdbcMandates(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void confirm(UUID requestId, Mandate mandate, String confirmedBy) {
        jdbc.update(
                CONFIRM,
                requestId,
                mandate.capacity().name(),
                mandate.document(),
                mandate.from(),
                mandate.until(),
                mandate.personalData(),
                mandate.receipt(),
                mandate.diedOn(),
                confirmedBy);
    }

    @Override
    public Optional<Mandate> of(UUID requestId) {
        return jdbc
                .query(
                        OF,
                        (row, number) -> new Mandate(
                                Representative.Capacity.valueOf(row.getString("capacity")),
                                row.getString("document"),
                                row.getObject("valid_from", LocalDate.class),
                                row.getObject("valid_until", LocalDate.class),
                                row.getBoolean("personal_data"),
                                row.getBoolean("receipt"),
                                row.getObject("died_on", LocalDate.class)),
                        requestId)
                .stream()
                .findFirst();
    }
}
