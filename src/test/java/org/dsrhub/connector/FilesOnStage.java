package org.dsrhub.connector;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.request.KeyKind;
import org.dsrhub.simulation.PolicyHost;

/**
 * Databases and JSON APIs of the shape that connector files of the templates {@code jdbc} and {@code http-json} speak of.
 * Each holds one record of each kind for the subject, and one of somebody else.
 */
final class FilesOnStage implements AutoCloseable {
    private static final Pattern TABLE = Pattern.compile("from (\\w+) where (\\w+) = :\\?value");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:]+)}}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddedPostgres postgres;
    private final HttpServer http;
    private final Map<String, PolicyHost> hosts = new TreeMap<>();
    private final Map<String, Object> properties = new TreeMap<>();
    /** path up to the key → record of the subject, by the key's value */
    private final Map<String, Map<String, Map<String, String>>> records = new TreeMap<>();

    FilesOnStage(Collection<Connector> connectors, Map<String, Map<KeyKind, String>> subjects)
            throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (Connector connector : connectors) {
                Map<KeyKind, String> subject = subjects.get(connector.controller());
                if (connector.template().equals("soap")) {
                    PolicyHost host = new PolicyHost();
                    host.changePassword("x");
                    connector.items().values().forEach(type -> {
                        host.put(record(type, subject, "subject"));
                        host.put(record(type, Map.of(), "other"));
                    });
                    hosts.put(connector.queue(), host);
                }
                connector.parameters().forEach((name, value) -> set(connector, name, value));
                if (connector.template().equals("jdbc")) {
                    statement.execute("create schema if not exists \"" + connector.backend() + "\"");
                    for (ItemType type : connector.items().values()) {
                        fill(statement, connector, type, subject);
                    }
                } else if (connector.template().equals("http-json")) {
                    connector
                            .items()
                            .values()
                            .forEach(type -> type.ask()
                                    .forEach((kind, path) -> records.computeIfAbsent(
                                                    "/" + connector.queue() + path.replace("{value}", ""),
                                                    none -> new TreeMap<>())
                                            .put(subject.get(kind), record(type, subject, "subject"))));
                }
            }
        }
    }

    private void set(Connector connector, String name, String value) {
        Matcher placeholder = PLACEHOLDER.matcher(value);
        if (placeholder.matches()) {
            properties.put(
                    placeholder.group(1),
                    switch (name) {
                        case "url" ->
                            hosts.containsKey(connector.queue())
                                    ? hosts.get(connector.queue()).url()
                                    : connector.template().equals("jdbc")
                                            ? postgres.getJdbcUrl("postgres", "postgres") + "&currentSchema="
                                                    + connector.backend()
                                            : "http://127.0.0.1:"
                                                    + http.getAddress().getPort() + "/" + connector.queue();
                        case "username" -> "postgres";
                        default -> "x";
                    });
        }
    }

    private static void fill(Statement statement, Connector connector, ItemType type, Map<KeyKind, String> subject)
            throws SQLException {
        Matcher sql = TABLE.matcher(type.ask().values().iterator().next());
        if (!sql.find()) {
            throw new IllegalArgumentException(connector.queue() + " asks for more than one table");
        }
        String table = "\"" + connector.backend() + "\"." + sql.group(1);
        statement.execute("create table if not exists " + table + " ("
                + type.fields().keySet().stream().map(field -> field + " text").collect(Collectors.joining(", "))
                + ")");
        statement.execute("truncate " + table);
        for (Map<String, String> row : List.of(record(type, subject, "subject"), record(type, Map.of(), "other"))) {
            statement.execute("insert into " + table + " (" + String.join(", ", row.keySet()) + ") values ("
                    + row.values().stream().map(value -> "'" + value + "'").collect(Collectors.joining(", ")) + ")");
        }
    }

    private static Map<String, String> record(ItemType type, Map<KeyKind, String> whose, String text) {
        Map<String, String> record = new LinkedHashMap<>();
        type.fields().keySet().forEach(field -> record.put(field, text + " " + field));
        type.dates().values().forEach(field -> record.put(field, "2000-01-15"));
        if (type.status() != null) {
            record.put(type.status().field(), type.status().closed().iterator().next());
        }
        record.put(type.reference(), "R-" + text);
        whose.forEach((kind, value) -> {
            if (type.subjectMatch().containsKey(kind)) {
                record.put(type.subjectMatch().get(kind), value);
            }
        });
        return record;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked = URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8);
        List<Map<String, String>> found = new ArrayList<>();
        records.forEach((path, byValue) -> {
            if (asked.startsWith(path) && byValue.containsKey(asked.substring(path.length()))) {
                found.add(byValue.get(asked.substring(path.length())));
            }
        });
        byte[] body = JSON.writeValueAsBytes(Map.of("data", found));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** As the hub's command line takes them. */
    String[] arguments() {
        return properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        http.stop(0);
        hosts.values().forEach(PolicyHost::close);
        postgres.close();
    }
}
