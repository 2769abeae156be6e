package org.dsrhub.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mailboxes as Microsoft Graph gives them: {@code GET /v1.0/users/{box}[/mailFolders/{folder}]/messages?$search=} ends at
 * so many hits, attachments are listed and fetched one by one, more than four calls at once to a mailbox get 429.
 */
public final class GraphMail extends SimulatedCloud {
    private static final Pattern SEARCH = Pattern.compile(
            "\"(participants|subject):([^\"]*) AND received>=(\\d{4}-\\d\\d-\\d\\d) AND received<=(\\d{4}-\\d\\d-\\d\\d)\"");
    private static final int MOST_AT_ONCE = 4;

    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private final Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> highest = new ConcurrentHashMap<>();
    private volatile Found lastFound;
    private volatile int mostHits = 1000;
    private volatile Duration work = Duration.ZERO;

    public GraphMail() {
        super("graph");
    }

    public void message(
            String id,
            String mailbox,
            String folder,
            String from,
            String name,
            String day,
            String subject,
            String... files) {
        put(
                id,
                "id",
                id,
                "subject",
                subject,
                "receivedDateTime",
                day + "T08:00:00Z",
                "from",
                Map.of("emailAddress", Map.of("name", name, "address", from)),
                "hasAttachments",
                files.length > 0,
                "mailbox",
                mailbox,
                "folder",
                folder,
                "files",
                List.of(files));
    }

    public void mostHits(int n) {
        mostHits = n;
    }

    /** How long each call to a mailbox keeps it busy. */
    public void work(Duration each) {
        work = each;
    }

    /** The most calls that were open at the same moment to that mailbox, also those that it refused. */
    public int mostAtOnce(String mailbox) {
        return highest.getOrDefault(mailbox, new AtomicInteger()).get();
    }

    /** Mailboxes that were asked, with their folder. */
    public Set<String> asked() {
        return asked;
    }

    @Override
    protected Reply answer(Call call) {
        String[] path =
                java.net.URLDecoder.decode(call.path(), StandardCharsets.UTF_8).split("/");
        AtomicInteger running = atOnce.computeIfAbsent(path[3], none -> new AtomicInteger());
        try {
            int open = running.incrementAndGet();
            highest.computeIfAbsent(path[3], none -> new AtomicInteger()).accumulateAndGet(open, Math::max);
            LockSupport.parkNanos(work.toNanos());
            if (open > MOST_AT_ONCE) {
                return new Reply(429, throttledBody(), Map.of("Retry-After", "1"));
            }
            return answer(call, path);
        } finally {
            running.decrementAndGet();
        }
    }

    private Reply answer(Call call, String[] path) {
        String last = path[path.length - 1];
        if (last.equals("messages")) {
            String folder = path.length > 5 ? path[5] : null;
            asked.add(path[3] + (folder == null ? "" : "/" + folder));
            return search(call, path[3], folder);
        }
        String id = path[5];
        if (row(id) == null) {
            return Reply.error(404, "ErrorItemNotFound");
        }
        if (call.method().equals("DELETE")) {
            remove(id);
            return Reply.noContent();
        }
        List<?> files = (List<?>) row(id).get("files");
        if (last.equals("attachments")) {
            List<Map<String, Object>> value = new ArrayList<>();
            files.forEach(
                    file -> value.add(Map.of("id", "A" + value.size(), "name", file, "contentType", "text/plain")));
            return Reply.ok(Map.of("value", value));
        }
        return Reply.ok(
                ("content of " + files.get(Integer.parseInt(path[7].substring(1)))).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean hit(Map<String, Object> row, String property, String value) {
        return property.equals("subject")
                ? row.get("subject").toString().contains(value)
                : row.get("from").toString().contains("address=" + value);
    }

    private Reply search(Call call, String mailbox, String folder) {
        Matcher search = SEARCH.matcher(call.query().getOrDefault("$search", ""));
        if (!search.matches()) {
            return Reply.error(400, "BadRequest");
        }
        // A search's pages come one after the other: it is made once.
        Found last = lastFound;
        String by =
                mailbox + " " + folder + " " + search.group() + " " + mostHits + " " + wrongPerson() + " " + changes();
        List<Map<String, Object>> found =
                last != null && last.by.equals(by) ? last.messages : find(search, mailbox, folder);
        lastFound = new Found(by, found);
        int size = Integer.parseInt(call.query().getOrDefault("$top", "10"));
        int from = Integer.parseInt(call.query().getOrDefault("$skiptoken", "0"));
        Map<String, Object> page = new TreeMap<>();
        page.put("value", found.subList(Math.min(from, found.size()), Math.min(found.size(), from + size)));
        if (from + size < found.size()) {
            page.put(
                    "@odata.nextLink",
                    url() + call.path() + "?$search="
                            + java.net.URLEncoder.encode(search.group(), StandardCharsets.UTF_8) + "&$top=" + size
                            + "&$skiptoken=" + (from + size));
        }
        return Reply.ok(page);
    }

    private List<Map<String, Object>> find(Matcher search, String mailbox, String folder) {
        return records().stream()
                .filter(row ->
                        mailbox.equals(row.get("mailbox")) && (folder == null || folder.equals(row.get("folder"))))
                .filter(row -> hit(row, search.group(1), search.group(2)) != wrongPerson())
                .filter(row -> {
                    String day = row.get("receivedDateTime").toString().substring(0, 10);
                    return day.compareTo(search.group(3)) >= 0 && day.compareTo(search.group(4)) <= 0;
                })
                .limit(mostHits)
                .map(row -> {
                    Map<String, Object> shown = new LinkedHashMap<>(row);
                    shown.keySet().removeAll(Set.of("files", "mailbox", "folder"));
                    return shown;
                })
                .toList();
    }

    private record Found(String by, List<Map<String, Object>> messages) {}
}
