package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;

/** A row of table {@code decision}, or of a join that has its columns, as what it decides. */
public final class DecisionRow {
    private DecisionRow() {}

    public static Decision read(ResultSet row) throws SQLException {
        return new Decision(
                Outcome.valueOf(row.getString("outcome")),
                row.getString("rule"),
                row.getInt("rule_version"),
                row.getObject("until_on", LocalDate.class),
                row.getString("legal_basis"),
                row.getString("dpv"),
                row.getString("message_key"),
                row.getBoolean("suppression"),
                row.getBoolean("overrun"));
    }
}
