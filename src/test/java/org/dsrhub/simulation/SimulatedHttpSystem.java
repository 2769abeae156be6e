package org.dsrhub.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A backing system behind HTTP and JSON with a bearer token, with a switch for each way in which such a system fails. */
public abstract class SimulatedHttpSystem implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    protected static final ObjectMapper JSON = new ObjectMapper();

    /** Under which a page says how many records all pages hold. */
    private static final Set<String> TOTALS = Set.of("total", "@odata.count");

    private final String name;
    private final String token;
    private final ExecutorService workers;
    private final CallCounter counter = new CallCounter();
    private final AtomicInteger throttled = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private HttpServer server;
    private final int port;

    private volatile boolean down;
    private volatile boolean truncate;
    private volatile boolean cutJson;
    private volatile boolean notJson;
    private volatile boolean wrongPerson;
    private volatile boolean refusing;
    private volatile boolean latin1;
    private volatile boolean deaf;
    private volatile boolean pageOnChanges;
    private volatile boolean cutFiles;
    private volatile int copies = 1;
    private volatile int throttleEvery;
    private volatile int retryAfterSeconds = 1;
    private volatile Duration latency = Duration.ZERO;

    protected SimulatedHttpSystem(String name, String token) {
        this.name = name;
        this.token = token;
        workers = Workers.executor(name);
        server = open(0);
        port = server.getAddress().getPort();
    }

    /** What came in: the path, the decoded query, the body (a null node where there is none) and the headers. */
    protected record Call(
            String method, String path, Map<String, String> query, JsonNode body, Map<String, String> headers) {
        String lastSegment() {
            return URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
        }
    }

    /** @param body written as JSON, bytes as they are; nothing where null */
    protected record Reply(int status, Object body, Map<String, String> headers) {
        Reply(int status, Object body) {
            this(status, body, Map.of());
        }

        static Reply ok(Object body) {
            return new Reply(200, body);
        }

        static Reply noContent() {
            return new Reply(204, null);
        }

        static Reply error(int status, String message) {
            return new Reply(status, Map.of("error", Map.of("code", status, "message", message)));
        }
    }

    protected abstract Reply answer(Call call);

    /** Answers without a token what needs none, null for the rest. */
    protected Reply openly(Call call) {
        return null;
    }

    protected boolean admits(String authorization) {
        return ("Bearer " + token).equals(authorization);
    }

    protected Object throttledBody() {
        return Reply.error(429, "too many requests").body();
    }

    public abstract List<Map<String, Object>> records();

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public String token() {
        return token;
    }

    public CallCounter counter() {
        return counter;
    }

    public long calls() {
        return counter.calls();
    }

    public int maxConcurrent() {
        return counter.maxConcurrent();
    }

    public Map<Long, Long> callsPerSecond() {
        return counter.callsPerSecond();
    }

    /** Answers each call with 503. */
    public void down(boolean value) {
        down = value;
    }

    /** Refuses connections, and listens again on the same port when told so. */
    public synchronized void refusing(boolean value) {
        if (value && server != null) {
            server.stop(0);
            server = null;
        } else if (!value && server == null) {
            server = open(port);
        }
    }

    /** How long each call takes before it is answered. */
    public void latency(Duration value) {
        latency = value;
    }

    /** The next n calls get 429 with Retry-After. */
    public void throttle(int n) {
        throttled.set(n);
    }

    /** Each n-th call gets 429 with Retry-After; 0 for none. */
    public void throttleEvery(int n) {
        throttleEvery = n;
    }

    public void retryAfter(int seconds) {
        retryAfterSeconds = seconds;
    }

    /** Announces the whole length, sends half of it and hangs up. */
    public void truncate(boolean value) {
        truncate = value;
    }

    /** Sends half of the JSON as if it were all. */
    public void cutJson(boolean value) {
        cutJson = value;
    }

    /** Answers 200 with a page of HTML. */
    public void notJson(boolean value) {
        notJson = value;
    }

    /** Answers with somebody else's record in place of the right ones. */
    public void wrongPerson(boolean value) {
        wrongPerson = value;
    }

    protected boolean wrongPerson() {
        return wrongPerson;
    }

    /** Accepts no token, as when one has run out that the hub was given for good. */
    public void refusesToken(boolean value) {
        refusing = value;
    }

    /** Writes JSON in ISO-8859-1. */
    public void latin1(boolean value) {
        latin1 = value;
    }

    /** Says that it made a change and makes none. */
    public void deaf(boolean value) {
        deaf = value;
    }

    /** Answers a change with 200 and a page of HTML, and makes none. */
    public void pageOnChanges(boolean value) {
        pageOnChanges = value;
    }

    /** Announces the whole length of a file, sends half of it and hangs up. */
    public void cutFiles(boolean value) {
        cutFiles = value;
    }

    /** Each record of a list comes so many times; its total counts them where they are more, and not where they are none. */
    public void copies(int n) {
        copies = n;
    }

    /** Takes all misbehaviour back, except that a server which refuses connections goes on doing so. */
    public void behave() {
        down = truncate = cutJson = notJson = wrongPerson = false;
        refusing = latin1 = deaf = pageOnChanges = cutFiles = false;
        copies = 1;
        throttleEvery = 0;
        throttled.set(0);
        latency = Duration.ZERO;
    }

    /** The records, or a stranger's where the system was told to mix people up. */
    protected List<Map<String, Object>> find(RecordStore store, String field, String value) {
        return wrongPerson
                ? store.somebodyElse(field, value).map(List::of).orElse(List.of())
                : store.find(field, value);
    }

    private HttpServer open(int onPort) {
        try {
            HttpServer opened =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 1000);
            opened.setExecutor(workers);
            opened.createContext("/", this::handle);
            opened.start();
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated system " + name + " cannot listen", e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        counter.enter();
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            pause();
            Reply open = down ? null : reply(exchange, body, this::openly);
            if (open != null) {
                write(exchange, open, false);
            } else if (down) {
                send(exchange, Reply.error(503, "down for maintenance"));
            } else if (refusing || !admits(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, Reply.error(401, "a bearer token is required"));
            } else if (throttles()) {
                exchange.getResponseHeaders().set("Retry-After", Integer.toString(retryAfterSeconds));
                send(exchange, new Reply(429, throttledBody()));
            } else if (notJson || pageOnChanges && isChange(exchange)) {
                page(exchange);
            } else if (deaf && isChange(exchange)) {
                send(exchange, Reply.noContent());
            } else {
                send(exchange, reply(exchange, body, this::answer));
            }
        } finally {
            counter.leave();
        }
    }

    private Reply reply(HttpExchange exchange, byte[] body, Function<Call, Reply> how) {
        try {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            boolean form = headers.getOrDefault("Content-Type", "").startsWith("application/x-www-form-urlencoded");
            return how.apply(new Call(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    query(
                            form
                                    ? new String(body, StandardCharsets.US_ASCII)
                                    : exchange.getRequestURI().getRawQuery()),
                    body.length == 0 || form ? NullNode.getInstance() : JSON.readTree(body),
                    headers));
        } catch (IOException | IllegalArgumentException e) {
            return Reply.error(400, "not understood");
        }
    }

    private static boolean isChange(HttpExchange exchange) {
        return !exchange.getRequestMethod().equals("GET");
    }

    private boolean throttles() {
        if (throttled.get() > 0 && throttled.getAndDecrement() > 0) {
            return true;
        }
        long n = asked.incrementAndGet();
        return throttleEvery > 0 && n % throttleEvery == 0;
    }

    private void pause() {
        if (!latency.isZero()) {
            try {
                Thread.sleep(latency.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        byte[] html = "<html><body>Please sign in.</body></html>".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, html.length);
        exchange.getResponseBody().write(html);
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException {
        write(exchange, reply, reply.status() == 200);
    }

    /** @param good whether it may be spoilt */
    private void write(HttpExchange exchange, Reply reply, boolean good) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (reply.body() == null) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        boolean file = reply.body() instanceof byte[];
        byte[] json = json(good ? repeated(reply.body()) : reply.body());
        boolean hangUp = good && (truncate || file && cutFiles);
        int sent = hangUp || good && cutJson ? json.length / 2 : json.length;
        exchange.getResponseHeaders().set("Content-Type", file ? "audio/wav" : "application/json");
        exchange.sendResponseHeaders(reply.status(), hangUp ? json.length : sent);
        exchange.getResponseBody().write(json, 0, sent);
    }

    private byte[] json(Object body) throws JsonProcessingException {
        return body instanceof byte[] bytes
                ? bytes
                : JSON.writeValueAsString(body).getBytes(latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private Object repeated(Object body) {
        if (copies == 1 || !(body instanceof Map<?, ?> page)) {
            return body;
        }
        Map<Object, Object> repeated = new LinkedHashMap<>(page);
        repeated.replaceAll((name, value) -> value instanceof List<?> list
                ? list.stream()
                        .flatMap(record -> Collections.nCopies(copies, record).stream())
                        .toList()
                : copies > 1 && TOTALS.contains(name) ? (Object) (((Number) value).longValue() * copies) : value);
        return repeated;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null && !raw.isEmpty()) {
            for (String part : raw.split("&")) {
                int at = part.indexOf('=');
                query.put(
                        URLDecoder.decode(at < 0 ? part : part.substring(0, at), StandardCharsets.UTF_8),
                        at < 0 ? "" : URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    /** A record with its fields in the order given; nulls are kept. */
    static Map<String, Object> row(Object... fieldsAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            Object value = fieldsAndValues[i + 1];
            boolean plain = value == null || value instanceof Number || value instanceof Boolean;
            row.put((String) fieldsAndValues[i], plain ? value : value.toString());
        }
        return row;
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
        workers.shutdownNow();
    }
}
