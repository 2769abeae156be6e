package org.dsrhub.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Claims in the shape of Guidewire's Cloud API: {@code GET /claim/v1/claims?filter=nationalId:eq:…&pageSize=&offsetToken=},
 * {@code GET|PATCH|DELETE /claim/v1/claims/{id}}; a change without the checksum of now gets 409, and no RFC 9457 body.
 */
public final class ClaimsCloud extends SimulatedCloud {
    private static final String CLAIMS = "/claim/v1/claims";

    public ClaimsCloud() {
        super("claims-cloud");
    }

    public void claim(String id, String nationalId, String description) {
        put(id, "id", id, "claimNumber", "C-" + id, "nationalId", nationalId, "description", description);
    }

    @Override
    protected Reply answer(Call call) {
        if (call.path().equals(CLAIMS)) {
            return page(call, call.query().get("filter").split(":")[2]);
        }
        String id = call.lastSegment();
        if (row(id) == null) {
            return new Reply(404, Map.of("status", 404, "errorCode", "gw.api.rest.exceptions.NotFoundException"));
        }
        if (call.method().equals("GET")) {
            return Reply.ok(Map.of("data", entry(id)));
        }
        boolean delete = call.method().equals("DELETE");
        String checksum = delete
                ? call.headers().get("GW-Checksum")
                : call.body().at("/data/checksum").asText();
        if (!current(id, checksum)) {
            return new Reply(409, Map.of("status", 409, "errorCode", "gw.api.rest.exceptions.ConflictException"));
        }
        if (delete) {
            remove(id);
            return Reply.noContent();
        }
        change(id, map(call.body().at("/data/attributes")));
        return Reply.ok(Map.of("data", entry(id)));
    }

    private Map<String, Object> entry(String id) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("attributes", row(id));
        entry.put("checksum", version(id));
        entry.put("links", Map.of("self", Map.of("href", CLAIMS + "/" + id)));
        return entry;
    }

    private Reply page(Call call, String nationalId) {
        int size = Integer.parseInt(call.query().getOrDefault("pageSize", "25"));
        String token = call.query().get("offsetToken");
        int from = token == null ? 0 : Integer.parseInt(token.substring(1));
        List<Map<String, Object>> data = new ArrayList<>();
        List<Map<String, Object>> found = where("nationalId", nationalId);
        for (Map<String, Object> row : found.subList(from, Math.min(found.size(), from + size))) {
            data.add(entry(row.get("id").toString()));
        }
        Map<String, Object> links = from + size >= found.size()
                ? Map.of()
                : Map.of(
                        "next",
                        Map.of(
                                "href",
                                CLAIMS + "?filter=nationalId:eq:" + nationalId + "&pageSize=" + size + "&offsetToken=o"
                                        + (from + size)));
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("count", data.size());
        if ("true".equals(call.query().get("includeTotal"))) {
            reply.put("total", found.size());
        }
        reply.put("data", data);
        reply.put("links", links);
        return Reply.ok(reply);
    }
}
