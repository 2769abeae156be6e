package org.dsrhub.simulation;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Conversations by telephone and days, as jobs: {@code GET /conversations?phone=&from=&until=} gives 202 and {@code
 * Location: /jobs/{id}}, which gives 202 and then the list; {@code GET /conversations/{id}/recording} gives 202 while it is
 * transcoded, then where the file is; {@code DELETE /conversations/{id}} is a job too. 150 calls in 5 minutes.
 */
public final class ContactCentre extends SimulatedCloud {
    private static final int MOST_CALLS = 150;

    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final Map<String, Integer> transcoding = new ConcurrentHashMap<>();
    private volatile int looks = 1;

    /** A job that is looked at so many times before it is done. */
    private static final class Job {
        private final Runnable effect;
        private final Map<String, String> search;
        private int looks;

        Job(Runnable effect, Map<String, String> search, int looks) {
            this.effect = effect;
            this.search = search;
            this.looks = looks;
        }
    }

    public ContactCentre() {
        super("contact-centre");
    }

    public void conversation(String id, String phone, String name, String day, String audio) {
        put(id, "id", id, "phone", phone, "customerName", name, "startedAt", day + "T09:00:00", "audio", audio);
        transcoding.put(id, 1);
    }

    /** How often a job is not done yet when it is looked at. */
    public void looks(int n) {
        looks = n;
    }

    public int jobs() {
        return jobs.size();
    }

    @Override
    protected Reply answer(Call call) {
        if (calls() > MOST_CALLS) {
            return new Reply(429, throttledBody(), Map.of("Retry-After", "300"));
        }
        String[] path = call.path().substring(1).split("/");
        if (path[0].equals("jobs")) {
            return job(path[1]);
        }
        if (path[0].equals("files")) {
            return Reply.ok(row(path[1]).get("audio").toString().getBytes(StandardCharsets.UTF_8));
        }
        if (path.length == 1) {
            return begin(null, call.query());
        }
        if (row(path[1]) == null) {
            return Reply.error(404, "no such conversation");
        }
        if (call.method().equals("DELETE")) {
            return begin(() -> remove(path[1]), null);
        }
        return transcoding.merge(path[1], -1, Integer::sum) >= 0
                ? new Reply(202, null, Map.of("Retry-After", "1"))
                : Reply.ok(Map.of("fileToPlayUrl", url() + "/files/" + path[1]));
    }

    private Reply begin(Runnable effect, Map<String, String> search) {
        String id = UUID.randomUUID().toString();
        jobs.put(id, new Job(effect, search, looks));
        return new Reply(202, Map.of("id", id), Map.of("Location", "/jobs/" + id, "Retry-After", "1"));
    }

    private Reply job(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            return Reply.error(404, "no such job");
        }
        if (job.looks-- > 0) {
            return new Reply(202, null, Map.of("Retry-After", "1"));
        }
        if (job.effect != null) {
            job.effect.run();
            return Reply.ok(Map.of("state", "FULFILLED"));
        }
        List<Map<String, Object>> found = where("phone", job.search.get("phone")).stream()
                .filter(row -> {
                    String day = row.get("startedAt").toString().substring(0, 10);
                    return day.compareTo(job.search.get("from")) >= 0 && day.compareTo(job.search.get("until")) <= 0;
                })
                .map(row -> {
                    Map<String, Object> shown = new LinkedHashMap<>(row);
                    shown.remove("audio");
                    return shown;
                })
                .toList();
        return Reply.ok(Map.of("conversations", found, "total", found.size()));
    }
}
