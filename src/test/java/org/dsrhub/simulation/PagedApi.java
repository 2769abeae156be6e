package org.dsrhub.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An API with every way of paging and with ETags: {@code GET /notes?email=} by {@code cursor} or {@code offset} (the latter
 * where {@code by=offset}), {@code GET|PATCH|DELETE /notes/{id}}.
 */
public final class PagedApi extends SimulatedCloud {
    private static final int PAGE = 2;

    public PagedApi() {
        super("paged");
    }

    @Override
    protected Reply answer(Call call) {
        if (call.path().equals("/notes")) {
            return page(call, where("email", call.query().get("email")));
        }
        String id = call.lastSegment();
        if (row(id) == null) {
            return Reply.error(404, "no such note");
        }
        if (call.method().equals("GET")) {
            return new Reply(200, row(id), Map.of("ETag", '"' + version(id) + '"'));
        }
        String match = call.headers().get("If-Match");
        if (match == null || !current(id, match.replace("\"", ""))) {
            return Reply.error(match == null ? 428 : 412, "not the version");
        }
        if (call.method().equals("DELETE")) {
            remove(id);
        } else {
            change(id, map(call.body()));
        }
        return Reply.noContent();
    }

    private static Reply page(Call call, List<Map<String, Object>> found) {
        boolean offsets = "offset".equals(call.query().get("by"));
        int from = Integer.parseInt(call.query().getOrDefault(offsets ? "skip" : "cursor", "0"));
        int until = Math.min(found.size(), from + PAGE);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", from >= found.size() ? List.of() : found.subList(from, until));
        page.put("total", found.size());
        page.put("cursor", offsets || until >= found.size() ? null : until);
        return Reply.ok(page);
    }
}
