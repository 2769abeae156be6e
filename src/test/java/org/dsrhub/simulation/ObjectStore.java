package org.dsrhub.simulation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;

/**
 * An object store as S3 is one, versioned and with object lock: listing versions, reading and deleting one of them. A
 * delete without a version only adds a marker; a version under legal hold or retention is not deleted (403).
 */
public final class ObjectStore implements AutoCloseable {
    public static final String BUCKET = "archive";
    private static final int PAGE = 2;

    private final HttpServer server;
    private final ExecutorService workers = Workers.executor("objects");
    private final TreeMap<String, Deque<Version>> objects = new TreeMap<>();
    private int ids;
    private volatile String accessKey = "HUB";
    private volatile int slowDowns;
    private volatile boolean cut;
    private volatile boolean onlyMarks;

    private static final class Version {
        private final String id;
        private final byte[] content;
        private final Map<String, String> metadata;
        private final Instant modified = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        private boolean held;
        private Instant retainUntil;

        private Version(String id, byte[] content, Map<String, String> metadata) {
            this.id = id;
            this.content = content;
            this.metadata = metadata;
        }

        private boolean marker() {
            return content == null;
        }

        private boolean locked() {
            return held || retainUntil != null && retainUntil.isAfter(Instant.now());
        }
    }

    public ObjectStore() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(workers);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String accessKey() {
        return accessKey;
    }

    /** From now on only another pair of keys opens it. */
    public void changeAccessKey(String other) {
        accessKey = other;
    }

    public String secretKey() {
        return "object-secret";
    }

    /** Adds a version. */
    public synchronized void put(String key, byte[] content, Map<String, String> metadata) {
        add(key, new Version("v" + ++ids, content, metadata));
    }

    /** Hides an object, as a delete without a version does. */
    public synchronized void mark(String key) {
        add(key, new Version("v" + ++ids, null, Map.of()));
    }

    private void add(String key, Version version) {
        objects.computeIfAbsent(key, none -> new ArrayDeque<>()).addFirst(version);
    }

    /** On the newest content. */
    public synchronized void hold(String key, boolean on) {
        newest(key).held = on;
    }

    /** On the newest content. */
    public synchronized void retain(String key, Instant until) {
        newest(key).retainUntil = until;
    }

    private Version newest(String key) {
        return objects.get(key).stream()
                .filter(version -> !version.marker())
                .findFirst()
                .orElseThrow();
    }

    /** How many versions there are of it, markers included. */
    public synchronized int versions(String key) {
        return objects.getOrDefault(key, new ArrayDeque<>()).size();
    }

    /** Asks to slow down at the next calls. */
    public void slowDown(int calls) {
        slowDowns = calls;
    }

    /** Announces the whole length of a content, sends half of it and hangs up. */
    public void cut(boolean value) {
        cut = value;
    }

    /** Answers that a version was deleted, and only hides it. */
    public void onlyMarks(boolean value) {
        onlyMarks = value;
    }

    public void behave() {
        slowDowns = 0;
        cut = false;
        onlyMarks = false;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            String path = URLDecoder.decode(
                    exchange.getRequestURI().getRawPath().replace("+", "%2B"), StandardCharsets.UTF_8);
            String key = path.startsWith("/" + BUCKET + "/") ? path.substring(BUCKET.length() + 2) : "";
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization == null || !authorization.contains("Credential=" + accessKey() + "/")) {
                error(exchange, 403, "InvalidAccessKeyId");
            } else if (slowDowns > 0) {
                slowDowns--;
                error(exchange, 503, "SlowDown");
            } else if (!path.startsWith("/" + BUCKET)) {
                error(exchange, 404, "NoSuchBucket");
            } else if (query.containsKey("versions")) {
                list(exchange, query);
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                delete(exchange, key, query.get("versionId"));
            } else {
                read(exchange, key, query.get("versionId"));
            }
        }
    }

    private synchronized void list(HttpExchange exchange, Map<String, String> query) throws IOException {
        String prefix = query.getOrDefault("prefix", "");
        String afterKey = query.get("key-marker");
        String afterId = query.get("version-id-marker");
        boolean on = afterKey == null;
        StringBuilder xml = new StringBuilder();
        String nextKey = null;
        String nextId = null;
        boolean more = false;
        int listed = 0;
        for (Map.Entry<String, Deque<Version>> object : objects.entrySet()) {
            String key = object.getKey();
            for (Version version : object.getValue()) {
                if (!on) {
                    on = key.compareTo(afterKey) > 0;
                    boolean last = key.equals(afterKey) && version.id.equals(afterId);
                    if (!on) {
                        on = last;
                        continue;
                    }
                }
                if (!key.startsWith(prefix)) {
                    continue;
                }
                if (listed == PAGE) {
                    more = true;
                    break;
                }
                listed++;
                nextKey = key;
                nextId = version.id;
                xml.append(entry(key, version, version == object.getValue().peekFirst()));
            }
        }
        String head = "<IsTruncated>" + more + "</IsTruncated><EncodingType>url</EncodingType>"
                + (more
                        ? "<NextKeyMarker>" + encoded(nextKey) + "</NextKeyMarker><NextVersionIdMarker>" + nextId
                                + "</NextVersionIdMarker>"
                        : "");
        xml(exchange, 200, "<ListVersionsResult>" + head + xml + "</ListVersionsResult>");
    }

    private static String entry(String key, Version version, boolean latest) {
        String name = version.marker() ? "DeleteMarker" : "Version";
        return "<" + name + "><Key>" + encoded(key) + "</Key><VersionId>" + version.id + "</VersionId><IsLatest>"
                + latest
                + "</IsLatest><LastModified>" + version.modified + "</LastModified>"
                + (version.marker() ? "" : "<Size>" + version.content.length + "</Size>") + "</" + name + ">";
    }

    private synchronized void delete(HttpExchange exchange, String key, String id) throws IOException {
        Version version = find(key, id);
        if (id == null || onlyMarks) {
            mark(key);
        } else if (version != null && version.locked()) {
            error(exchange, 403, "AccessDenied");
            return;
        } else if (version != null) {
            objects.get(key).remove(version);
        }
        exchange.sendResponseHeaders(204, -1);
    }

    private void read(HttpExchange exchange, String key, String id) throws IOException {
        Version version;
        synchronized (this) {
            version = find(key, id);
        }
        if (version == null || version.marker()) {
            error(exchange, 404, "NoSuchKey");
            return;
        }
        var headers = exchange.getResponseHeaders();
        version.metadata.forEach((name, value) -> headers.set("x-amz-meta-" + name, value));
        headers.set("x-amz-version-id", version.id);
        headers.set("Content-Type", "application/octet-stream");
        headers.set("x-amz-object-lock-legal-hold", version.held ? "ON" : "OFF");
        if (version.retainUntil != null) {
            headers.set("x-amz-object-lock-mode", "COMPLIANCE");
            headers.set("x-amz-object-lock-retain-until-date", version.retainUntil.toString());
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(version.content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, version.content.length);
            exchange.getResponseBody().write(version.content, 0, version.content.length / (cut ? 2 : 1));
        }
    }

    private Version find(String key, String id) {
        return objects.getOrDefault(key, new ArrayDeque<>()).stream()
                .filter(version -> id == null || version.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        xml(exchange, status, "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
    }

    private static void xml(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? List.<String>of() : List.of(raw.split("&"))) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
