package org.dsrhub.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Collection;
import java.util.List;
import org.dsrhub.decision.RetentionRule;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcRuleVersions implements RuleVersions {
    private static final String KEEP = """
            insert into rule_version (controller, rule, version, definition)
            select n.controller, n.rule, n.version, n.definition::jsonb
            from unnest(?::text[], ?::text[], ?::int[], ?::text[]) as n(controller, rule, version, definition)
            on conflict (controller, rule, version) do nothing""";

    private static final String OF =
            "select definition::text from rule_version where controller = ? order by rule, version";

    private final JdbcTemplate jdbc;

    JdbcRuleVersions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void keep(String controller, Collection<RetentionRule> rules) {
        Columns columns = new Columns("text", "text", "int4", "text");
        rules.forEach(rule -> columns.add(controller, rule.id(), rule.version(), written(rule)));
        if (!columns.isEmpty()) {
            jdbc.update(KEEP, columns.and());
        }
    }

    @Override
    public List<RetentionRule> of(String controller) {
        return jdbc.query(OF, (row, i) -> read(row.getString(1)), controller);
    }

    private static String written(RetentionRule rule) {
        try {
            return LedgerJson.MAPPER.writeValueAsString(rule);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(rule.id() + " cannot be kept", e);
        }
    }

    private static RetentionRule read(String definition) {
        try {
            return LedgerJson.MAPPER.readValue(definition, RetentionRule.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a rule that was kept cannot be read: restore table rule_version", e);
        }
    }
}
