package org.dsrhub.connector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dsrhub.request.Problem;

/**
 * The jobs that a system works on for one task, by a hash of the call that began each; as text it is what the waiting task
 * is found again by, so a restart asks for the same jobs.
 */
final class HttpJobs {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/_.~-]{1,200}");
    private static final int MOST_TEXT = 2000;

    private final UUID task;
    private final Map<String, String> paths = new LinkedHashMap<>();

    HttpJobs(UUID task, String reference) {
        this.task = task;
        if (reference != null && reference.startsWith(task.toString())) {
            for (String part : reference.substring(task.toString().length()).split(" ")) {
                int at = part.indexOf('=');
                if (at > 0) {
                    paths.put(part.substring(0, at), part.substring(at + 1));
                }
            }
        }
    }

    /** Null where none was begun. */
    String path(String call) {
        return paths.get(call);
    }

    void begun(String call, String path) {
        if (!PLAIN.matcher(path).matches()) {
            throw new Problem(
                    "job-unreadable",
                    "the system's address of a job holds more than a name; ask its owner, it may be personal data");
        }
        paths.put(call, path);
    }

    void forget(String call) {
        paths.remove(call);
    }

    /** Whether its text would grow too long with more. */
    boolean isFull() {
        return reference().length() > MOST_TEXT;
    }

    String reference() {
        StringBuilder text = new StringBuilder(task.toString());
        paths.forEach((call, path) -> text.append(' ').append(call).append('=').append(path));
        return text.toString();
    }
}
