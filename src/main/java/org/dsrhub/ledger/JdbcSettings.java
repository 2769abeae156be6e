package org.dsrhub.ledger;

import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

@Component
final class JdbcSettings implements Settings {
    private static final String GET = "select value from setting where name = ?";
    private static final String SET = """
            insert into setting (name, value, set_by) values (?, ?, ?)
            on conflict (name) do update
            set value = excluded.value, set_by = excluded.set_by, set_at = statement_timestamp()""";

    private final JdbcTemplate jdbc;

    JdbcSettings(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<String> get(String name) {
        return jdbc.queryForList(GET, String.class, name).stream().findFirst();
    }

    @Override
    public void set(String name, String value, String actor) {
        jdbc.update(SET, name, value, actor);
    }
}
