package org.dsrhub.connector;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.HoldingsCast.Which;

/** Databases with the tables that files of the template {@code jdbc} ask: one schema a back end. */
final class DatabaseSystems implements HoldingsStage.Systems {
    private static final Pattern TABLE = Pattern.compile("\\bfrom (\\w+)(?: c left join| where)");
    private static final Pattern CONDITION = Pattern.compile(" and (not )?(\\w+)$");
    private static final Pattern COMPUTED = Pattern.compile("\\bas (\\w+)");

    private final String url;
    private final Connection connection;
    private final Set<String> tables = new LinkedHashSet<>();

    DatabaseSystems(String url) {
        this.url = url;
        try {
            connection = DriverManager.getConnection(url, "postgres", "postgres");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, Object> add(Connector connector) {
        run("create schema if not exists \"" + connector.backend() + "\"");
        for (ItemType type : connector.items().values()) {
            String table = table(connector, type);
            Set<String> computed = COMPUTED.matcher(
                            type.ask().values().iterator().next())
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
            if (tables.add(table)) {
                run("create table " + table + " ("
                        + type.fields().keySet().stream()
                                .filter(field -> !computed.contains(field))
                                .map(field -> field + (condition(type, field) == null ? " text" : " boolean"))
                                .collect(Collectors.joining(", "))
                        + ")");
            }
            HoldingsStage.allThree().forEach(which -> {
                Map<String, String> row = HoldingsCast.record(connector, type, which);
                row.keySet().removeAll(computed);
                Map<String, Object> values = new LinkedHashMap<>(row);
                values.replaceAll((field, value) -> condition(type, field) == null ? value : condition(type, field));
                insert(table, values);
            });
        }
        String schema = (url.contains("?") ? "&" : "?") + "currentSchema=" + connector.backend();
        return Map.of("url", url + schema, "username", "postgres", "password", "postgres");
    }

    /** What a column has to be for the question to find the row, null where it asks nothing of it. */
    private static Boolean condition(ItemType type, String field) {
        Matcher condition = CONDITION.matcher(type.ask().values().iterator().next());
        return condition.find() && condition.group(2).equals(field) ? condition.group(1) == null : null;
    }

    private void insert(String table, Map<String, Object> row) {
        run(
                "insert into " + table + " (" + String.join(", ", row.keySet()) + ") values ("
                        + row.keySet().stream().map(column -> "?").collect(Collectors.joining(", ")) + ")",
                row.values().toArray());
    }

    private void run(String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String table(Connector connector, ItemType type) {
        Matcher sql = TABLE.matcher(type.ask().values().iterator().next());
        if (!sql.find()) {
            throw new IllegalArgumentException(connector.queue() + " asks for no table that is known");
        }
        return "\"" + connector.backend() + "\"." + sql.group(1);
    }

    @Override
    public Set<String> holds(Connector connector) {
        Set<String> held = new TreeSet<>();
        for (ItemType type : connector.items().values()) {
            Set<String> own = new LinkedHashSet<>();
            for (Which which : HoldingsStage.allThree()) {
                own.add(HoldingsCast.reference(connector, type, which));
            }
            try (PreparedStatement statement = connection.prepareStatement(
                            "select " + type.reference() + " from " + table(connector, type));
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (own.contains(rows.getString(1))) {
                        held.add(type.name() + " " + rows.getString(1));
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        return held;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
