package org.dsrhub.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Contacts, their notes and their cases as Dataverse gives them: {@code $filter} of one equality, pages by {@code Prefer:
 * odata.maxpagesize} and an opaque {@code @odata.nextLink}, {@code PATCH} and {@code DELETE /contacts(id)}.
 */
public final class DataverseOrg extends SimulatedCloud {
    private static final String API = "/api/data/v9.2/";
    private static final Pattern EQUAL = Pattern.compile("([a-z_0-9/]+) eq '((?:[^']|'')*)'");
    private static final Pattern ONE = Pattern.compile("(contacts|annotations|incidents)\\(([^)]+)\\)");

    private final Map<String, Integer> cookies = new ConcurrentHashMap<>();

    public DataverseOrg() {
        super("dataverse");
    }

    public void contact(String id, String name, String email, String nationalId) {
        put(id, "contactid", id, "fullname", name, "emailaddress1", email, "governmentid", nationalId);
    }

    public void note(String id, String contact, String subject) {
        put(id, "annotationid", id, "subject", subject, "_objectid_value", contact);
    }

    @Override
    protected Object throttledBody() {
        return Map.of(
                "error", Map.of("code", "0x80072322", "message", "Number of requests exceeded the limit of 6000"));
    }

    @Override
    protected Reply answer(Call call) {
        if (!call.path().startsWith(API) || !"4.0".equals(call.headers().get("OData-Version"))) {
            return error(400, "0x80060888", "not a call of OData 4.0");
        }
        String rest = java.net.URLDecoder.decode(
                call.path().substring(API.length()), java.nio.charset.StandardCharsets.UTF_8);
        Matcher one = ONE.matcher(rest);
        if (one.matches()) {
            return change(call, one.group(2));
        }
        Matcher equal = EQUAL.matcher(call.query().getOrDefault("$filter", ""));
        if (!equal.matches()) {
            return error(400, "0x80060888", "Syntax error in $filter");
        }
        String value = equal.group(2).replace("''", "'");
        return page(
                call,
                rest,
                rest.equals("contacts") ? where(equal.group(1), value) : related(rest, equal.group(1), value));
    }

    /** Notes and cases of the contact that a path such as {@code objectid_contact/emailaddress1} leads to. */
    private List<Map<String, Object>> related(String set, String path, String value) {
        String id = set.equals("incidents") ? "incidentid" : "annotationid";
        String navigation = path.substring(0, path.indexOf('/'));
        String lookup = "_" + navigation.substring(0, navigation.indexOf('_')) + "_value";
        List<Map<String, Object>> found = new ArrayList<>();
        for (Map<String, Object> row : records()) {
            Object contact = row.containsKey(id) ? row.get(lookup) : null;
            Map<String, Object> owner = contact == null ? null : row(contact.toString());
            if (owner != null && value.equals(owner.get(path.substring(path.indexOf('/') + 1)))) {
                Map<String, Object> shown = new LinkedHashMap<>(row);
                shown.put(navigation, owner);
                found.add(shown);
            }
        }
        return found;
    }

    private Reply change(Call call, String id) {
        if (row(id) == null) {
            return error(404, "0x80040217", "Entity With Id = " + id + " Does Not Exist");
        }
        if (call.method().equals("DELETE")) {
            remove(id);
        } else {
            change(id, map(call.body()));
        }
        return Reply.noContent();
    }

    private Reply page(Call call, String set, List<Map<String, Object>> found) {
        int size = Integer.parseInt(
                call.headers().getOrDefault("Prefer", "odata.maxpagesize=5000").replace("odata.maxpagesize=", ""));
        int from = cookies.getOrDefault(call.query().getOrDefault("$skiptoken", ""), 0);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("@odata.context", url() + API + "$metadata#" + set);
        if ("true".equals(call.query().get("$count"))) {
            page.put("@odata.count", found.size());
        }
        page.put("value", found.subList(Math.min(from, found.size()), Math.min(found.size(), from + size)));
        if (from + size < found.size()) {
            String cookie = UUID.randomUUID().toString();
            cookies.put(cookie, from + size);
            page.put("@odata.nextLink", url() + API + set + "?$filter=" + encoded(call) + "&$skiptoken=" + cookie);
        }
        return Reply.ok(page);
    }

    private static String encoded(Call call) {
        return java.net.URLEncoder.encode(call.query().get("$filter"), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Reply error(int status, String code, String message) {
        return new Reply(status, Map.of("error", Map.of("code", code, "message", message)));
    }
}
