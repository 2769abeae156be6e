package org.dsrhub.ledger;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;

/** Rows of {@code request} and {@code task} as their views. */
final class RequestRows {
    private RequestRows() {}

    static RequestView view(ResultSet row, int number) throws SQLException {
        String outcome = row.getString("outcome");
        return new RequestView(
                row.getObject("id", UUID.class),
                row.getString("case_number"),
                row.getString("controller"),
                row.getString("brand"),
                rights(row),
                row.getString("language"),
                Channel.valueOf(row.getString("channel")),
                NewRequest.Delivery.valueOf(row.getString("delivery")),
                RequestState.valueOf(row.getString("state")),
                outcome == null ? null : RequestOutcome.valueOf(outcome),
                instant(row, "received_at"),
                row.getObject("due_on", LocalDate.class),
                row.getString("identification_level"),
                row.getInt("open_tasks"),
                row.getInt("wave"),
                row.getBoolean("partial"),
                instant(row, "closed_at"),
                row.getObject("part_of", UUID.class));
    }

    static TaskView task(ResultSet row, int number) throws SQLException {
        return new TaskView(
                row.getObject("id", UUID.class),
                row.getObject("request_id", UUID.class),
                row.getString("queue"),
                row.getString("system"),
                Action.valueOf(row.getString("action")),
                row.getInt("wave"),
                TaskState.valueOf(row.getString("state")),
                row.getBoolean("blocking"),
                row.getInt("attempt"),
                row.getString("reason"),
                row.getInt("items"),
                texts(row.getArray("keys_used")),
                row.getInt("connector_version"),
                instant(row, "created_at"),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                instant(row, "reply_by"),
                rights(row));
    }

    private static Set<Right> rights(ResultSet row) throws SQLException {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        texts(row.getArray("rights")).forEach(right -> rights.add(Right.valueOf(right)));
        return rights;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    static List<String> texts(Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
