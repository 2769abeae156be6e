package org.dsrhub.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests and their systems in the terminal: repainted in place on a console, otherwise one line a change. */
final class LiveTable {
    private static final String ROW = "  %-18s %-9s %-15s %8s %6s %9s  %s";

    private static final int WIDTH = 100;

    private final PrintStream out;
    private final boolean console;
    private final Map<String, String> printed = new LinkedHashMap<>();
    private int painted;

    LiveTable(PrintStream out, boolean console) {
        this.out = out;
        this.console = console;
    }

    void show(List<DemoRequest> requests) {
        if (console) {
            repaint(requests);
        } else {
            printChanges(requests);
        }
    }

    /** What follows is printed below the table and stays. */
    void leave() {
        painted = 0;
    }

    /** One row a system, so that all of it fits on a screen: a frame that scrolled could not be painted over. */
    private void repaint(List<DemoRequest> requests) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(ROW, "system", "action", "state", "attempts", "items", "elapsed", ""));
        for (DemoRequest request : requests) {
            lines.add(title(request));
            newest(request).forEach(task -> lines.add(row(task, elapsed(task))));
        }
        StringBuilder frame = new StringBuilder();
        if (painted > 0) {
            frame.append("\033[").append(painted).append("A\033[J");
        }
        lines.forEach(line -> frame.append(line.length() > WIDTH ? line.substring(0, WIDTH) : line)
                .append('\n'));
        out.print(frame);
        out.flush();
        painted = lines.size();
    }

    /** What each system was asked or told last. */
    private static Collection<JsonNode> newest(DemoRequest request) {
        Map<String, JsonNode> bySystem = new LinkedHashMap<>();
        if (request.view() != null) {
            request.view()
                    .path("systems")
                    .forEach(task -> bySystem.put(task.path("system").asText(), task));
        }
        return bySystem.values();
    }

    private void printChanges(List<DemoRequest> requests) {
        for (DemoRequest request : requests) {
            changed(request.title(), title(request), title(request));
            if (request.view() != null) {
                for (JsonNode task : request.view().path("systems")) {
                    String key = request.id() + task.path("taskId").asText(row(task, ""));
                    changed(key, row(task, ""), row(task, elapsed(task)));
                }
            }
        }
    }

    private void changed(String key, String content, String line) {
        if (!content.equals(printed.put(key, content))) {
            out.println(line);
        }
    }

    private static String title(DemoRequest request) {
        String outcome =
                request.view() == null ? "" : request.view().path("outcome").asText("");
        return request.caseNumber() + "  " + request.title() + "  " + request.state()
                + (outcome.isEmpty() || outcome.equals("null") ? "" : " " + outcome);
    }

    private static String row(JsonNode task, String elapsed) {
        return String.format(
                ROW,
                task.path("system").asText(),
                task.path("action").asText().toLowerCase(Locale.ROOT),
                task.path("state").asText(),
                task.path("attempts").asText(),
                task.path("items").asText(),
                elapsed,
                task.path("reason").asText("").replace("null", ""));
    }

    private static String elapsed(JsonNode task) {
        Instant started = instant(task.path("startedAt"));
        if (started == null) {
            return "";
        }
        Instant finished = instant(task.path("finishedAt"));
        Duration took = Duration.between(started, finished == null ? Instant.now() : finished);
        return String.format(Locale.ROOT, "%.1f s", Math.max(0, took.toMillis()) / 1000.0);
    }

    private static Instant instant(JsonNode time) {
        try {
            return time.isTextual() ? OffsetDateTime.parse(time.asText()).toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
