package org.dsrhub.connector;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.HoldingsCast.Which;
import org.dsrhub.request.Action;

/** JSON APIs with the resources that files of the template {@code http-json} ask and erase. */
final class HttpSystems implements HoldingsStage.Systems {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, List<Row>> rows = new ConcurrentHashMap<>();

    private record Row(
            ItemType type, Map<String, String> record, Object shown, Set<String> addresses, String erasing) {}

    HttpSystems() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    @Override
    public Map<String, Object> add(Connector connector) {
        List<Row> all = rows.computeIfAbsent(connector.queue(), none -> new CopyOnWriteArrayList<>());
        String inside = connector.parameters().get("record");
        for (ItemType type : connector.items().values()) {
            for (Which which : HoldingsStage.allThree()) {
                Map<String, String> record = HoldingsCast.record(connector, type, which);
                Set<String> addresses = new LinkedHashSet<>();
                HoldingsCast.keys(connector.controller(), which).forEach((kind, value) -> {
                    if (type.ask().containsKey(kind)) {
                        addresses.add("GET " + type.ask().get(kind).replace("{value}", value));
                    }
                });
                String erase = type.commands().get(Action.ERASE);
                all.add(new Row(
                        type,
                        record,
                        inside == null ? record : Map.of(inside.substring(1), record),
                        addresses,
                        erase == null ? null : erase.replace("{reference}", record.get(type.reference()))));
            }
        }
        return Map.of("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/" + connector.queue());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] asked = exchange.getRequestURI().toString().substring(1).split("/", 2);
            String call = exchange.getRequestMethod() + " /" + URLDecoder.decode(asked[1], StandardCharsets.UTF_8);
            List<Row> all = rows.getOrDefault(asked[0], List.of());
            if (!exchange.getRequestMethod().equals("GET")) {
                boolean gone = all.removeIf(row -> call.equals(row.erasing()));
                exchange.sendResponseHeaders(gone ? 204 : 404, -1);
                return;
            }
            List<Object> found = all.stream()
                    .filter(row -> row.addresses().contains(call))
                    .map(Row::shown)
                    .toList();
            byte[] body = JSON.writeValueAsBytes(Map.of("data", found));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public Set<String> holds(Connector connector) {
        Set<String> held = new TreeSet<>();
        rows.get(connector.queue())
                .forEach(row -> held.add(
                        row.type().name() + " " + row.record().get(row.type().reference())));
        return held;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
