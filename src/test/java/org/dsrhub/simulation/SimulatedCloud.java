package org.dsrhub.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A system in the cloud: tokens by OAuth2 client credentials at {@code POST /oauth/token}, and rows that have versions. */
public abstract class SimulatedCloud extends SimulatedHttpSystem {
    static final String CLIENT = "hub";

    private final Map<String, Map<String, Object>> rows = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> versions = new ConcurrentHashMap<>();
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean admitsNobody;
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicInteger races = new AtomicInteger();
    private volatile String secret;
    private volatile int lifetimeSeconds = 3600;

    protected SimulatedCloud(String name) {
        super(name, "none");
        secret = name + "-secret";
    }

    public String tokenUrl() {
        return url() + "/oauth/token";
    }

    public String clientId() {
        return CLIENT;
    }

    public String secret() {
        return secret;
    }

    /** From now on only another secret opens it; tokens that it gave before are void. */
    public void changeSecret(String other) {
        secret = other;
        tokens.clear();
    }

    /** All tokens that it gave are void, as after a restart. */
    public void forgetTokens() {
        tokens.clear();
    }

    public void tokenLifetime(int seconds) {
        lifetimeSeconds = seconds;
    }

    /** Every token is refused, also one that it has just given. */
    public void admitNobody(boolean value) {
        admitsNobody = value;
    }

    /** How many calls it refused for their token. */
    public int refusals() {
        return refusals.get();
    }

    public int tokensIssued() {
        return issued.get();
    }

    /** The next n changes find that somebody else was faster. */
    public void race(int n) {
        races.set(n);
    }

    public void put(String id, Object... fieldsAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            row.put((String) fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        rows.put(id, row);
        changes.incrementAndGet();
        versions.merge(id, 1, Integer::sum);
    }

    Map<String, Object> row(String id) {
        return rows.get(id);
    }

    Map<String, Map<String, Object>> rows() {
        return rows;
    }

    @Override
    public List<Map<String, Object>> records() {
        return new ArrayList<>(rows.values());
    }

    /** Grows with every row that comes, goes or changes. */
    long changes() {
        return changes.get();
    }

    String version(String id) {
        return "v" + versions.get(id);
    }

    /** Whether a change that brings that version may be made; another's change may come first. */
    boolean current(String id, String version) {
        if (races.get() > 0 && races.getAndDecrement() > 0) {
            versions.merge(id, 1, Integer::sum);
        }
        return version(id).equals(version);
    }

    void remove(String id) {
        changes.incrementAndGet();
        rows.remove(id);
    }

    void change(String id, Map<String, Object> fields) {
        changes.incrementAndGet();
        rows.computeIfPresent(id, (same, row) -> {
            Map<String, Object> changed = new LinkedHashMap<>(row);
            changed.putAll(fields);
            return changed;
        });
        versions.merge(id, 1, Integer::sum);
    }

    @Override
    protected Reply openly(Call call) {
        if (!call.path().equals("/oauth/token")) {
            return null;
        }
        if (!CLIENT.equals(call.query().get("client_id"))
                || !secret.equals(call.query().get("client_secret"))
                || !"client_credentials".equals(call.query().get("grant_type"))) {
            return new Reply(401, Map.of("error", "invalid_client"));
        }
        String token = UUID.randomUUID().toString();
        tokens.put(token, Instant.now().plusSeconds(lifetimeSeconds));
        issued.incrementAndGet();
        return Reply.ok(Map.of("access_token", token, "token_type", "Bearer", "expires_in", lifetimeSeconds));
    }

    @Override
    protected boolean admits(String authorization) {
        Instant until = authorization != null && authorization.startsWith("Bearer ")
                ? tokens.get(authorization.substring(7))
                : null;
        boolean admitted = !admitsNobody && until != null && Instant.now().isBefore(until);
        refusals.addAndGet(admitted ? 0 : 1);
        return admitted;
    }

    List<Map<String, Object>> where(String field, String value) {
        return rows.values().stream()
                .filter(row -> value.equals(String.valueOf(row.get(field))) != wrongPerson())
                .toList();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(com.fasterxml.jackson.databind.JsonNode node) {
        return JSON.convertValue(node, Map.class);
    }
}
