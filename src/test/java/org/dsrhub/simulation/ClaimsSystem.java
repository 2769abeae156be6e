package org.dsrhub.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claims by pages: {@code GET /claims?nationalId=|customerNumber=&pageSize=}, {@code DELETE /claims/{claimNumber}}, {@code PATCH
 * /claims/{claimNumber}} with {@code restricted}.
 */
public final class ClaimsSystem extends SimulatedHttpSystem {
    private static final int LARGEST_PAGE = 5000;

    private final RecordStore claims = new RecordStore("claimNumber", "nationalId", "customerNumber");
    private final Map<String, Long> floods = new ConcurrentHashMap<>();

    ClaimsSystem(String name, String token) {
        super(name, token);
    }

    void add(SyntheticPerson person) {
        for (SyntheticPerson.Claim claim : person.claims()) {
            claims.put(attributes(person, claim));
        }
    }

    /** From now on that person has n claims more, which are made up while they are read. */
    public void flood(SyntheticPerson person, long n) {
        floods.put(person.nationalId(), n);
    }

    @Override
    public List<Map<String, Object>> records() {
        return claims.all();
    }

    @Override
    protected Reply answer(Call call) {
        if (call.method().equals("DELETE") && call.path().startsWith("/claims/")) {
            return claims.remove(call.lastSegment()) ? Reply.noContent() : Reply.error(404, "no such claim");
        }
        if (call.method().equals("PATCH") && call.path().startsWith("/claims/")) {
            return mark(call.lastSegment(), call.body().path("restricted").asBoolean());
        }
        if (!call.method().equals("GET") || !call.path().equals("/claims")) {
            return Reply.error(404, "no such resource");
        }
        String field = call.query().containsKey("nationalId") ? "nationalId" : "customerNumber";
        String value = call.query().get(field);
        if (value == null) {
            return Reply.error(400, "nationalId or customerNumber is required");
        }
        int size =
                Math.max(1, Math.min(LARGEST_PAGE, Integer.parseInt(call.query().getOrDefault("pageSize", "25"))));
        return page(field, value, size, offset(call.query().get("offsetToken")));
    }

    private Reply mark(String number, boolean restricted) {
        return claims.all().stream()
                .filter(claim -> number.equals(claim.get("claimNumber")))
                .findFirst()
                .map(claim -> {
                    Map<String, Object> marked = new LinkedHashMap<>(claim);
                    marked.put("restricted", restricted);
                    claims.put(marked);
                    return Reply.noContent();
                })
                .orElseGet(() -> Reply.error(404, "no such claim"));
    }

    private Reply page(String field, String value, int size, long offset) {
        List<Map<String, Object>> found = find(claims, field, value);
        long total = found.size() + (field.equals("nationalId") ? floods.getOrDefault(value, 0L) : 0L);
        List<Map<String, Object>> data = new ArrayList<>();
        for (long i = offset; i < Math.min(total, offset + size); i++) {
            Map<String, Object> attributes = i < found.size() ? found.get((int) i) : madeUp(value, i);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("attributes", attributes);
            entry.put("checksum", Integer.toHexString(attributes.hashCode()));
            data.add(entry);
        }
        Map<String, Object> links = offset + size < total
                ? Map.of(
                        "next",
                        Map.of(
                                "href",
                                "/claims?" + field + "=" + encoded(value) + "&pageSize=" + size + "&offsetToken="
                                        + token(offset + size)))
                : Map.of();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("count", data.size());
        page.put("data", data);
        page.put("links", links);
        return Reply.ok(page);
    }

    private static Map<String, Object> attributes(SyntheticPerson person, SyntheticPerson.Claim claim) {
        return row(
                "claimNumber", claim.number(),
                "policyNumber", claim.policyNumber(),
                "customerNumber", person.customerNumber(),
                "nationalId", person.nationalId(),
                "claimantName", person.name(),
                "product", claim.product(),
                "state", claim.closedOn() == null ? "OPEN" : "CLOSED",
                "occurredOn", claim.occurredOn(),
                "notifiedOn", claim.notifiedOn(),
                "closedOn", claim.closedOn(),
                "description", claim.description(),
                "healthNotes", claim.healthNotes(),
                "witnessName", claim.witnessName(),
                "paidAmount", claim.paid());
    }

    private static Map<String, Object> madeUp(String nationalId, long i) {
        return row(
                "claimNumber",
                "FLOOD-" + i,
                "policyNumber",
                null,
                "customerNumber",
                null,
                "nationalId",
                nationalId,
                "claimantName",
                null,
                "product",
                "HOME",
                "state",
                "CLOSED",
                "occurredOn",
                "2010-01-01",
                "notifiedOn",
                "2010-01-02",
                "closedOn",
                "2010-02-01",
                "description",
                "One of very many claims, number " + i,
                "healthNotes",
                null,
                "witnessName",
                null,
                "paidAmount",
                100);
    }

    private static String token(long offset) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("o:" + offset).getBytes(StandardCharsets.US_ASCII));
    }

    private static long offset(String token) {
        return token == null
                ? 0
                : Long.parseLong(
                        new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII).substring(2));
    }

    private static String encoded(String value) {
        return java.net.URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
