package org.dsrhub.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hub in a process of its own, for tests that kill it or run several on one database. */
public final class HubProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final Path log;
    private final int port;

    private HubProcess(Process process, Path log, Duration patience) {
        this.process = process;
        this.log = log;
        port = untilReady(Instant.now().plus(patience));
    }

    /**
     * Starts a hub on a free port and waits until it is ready.
     *
     * @param properties as {@link SimulatedEnvironment#properties()} gives them, and more
     * @param log of this process; overwritten
     * @param jvmOptions for example {@code -Xmx256m}
     * @throws IllegalStateException with the end of the log, where it does not get ready
     */
    public static HubProcess start(Map<String, Object> properties, Path log, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.dsrhub.HubApplication"));
        try {
            Map<String, Object> all = new LinkedHashMap<>(properties);
            all.putIfAbsent("server.port", "0");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("SPRING_APPLICATION_JSON", new ObjectMapper().writeValueAsString(all));
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new HubProcess(process, log, Duration.ofSeconds(90));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For example {@code http://127.0.0.1:40123}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public HubApi api() {
        return new HubApi(url());
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** As {@code kill -9}; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to stop, and kills it after 30 s. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int untilReady(Instant giveUpAt) {
        int found = 0;
        while (process.isAlive() && Instant.now().isBefore(giveUpAt)) {
            found = found == 0 ? portInLog() : found;
            if (found != 0 && ready(found)) {
                return found;
            }
            try {
                process.waitFor(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("the hub does not get ready; its log ends with:\n" + tail());
    }

    private int portInLog() {
        try {
            Matcher matcher = PORT.matcher(Files.readString(log));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** Any answer of the security filter will do: it answers once the application has started. */
    private static boolean ready(int port) {
        try {
            HttpRequest ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpClient.newHttpClient().send(ask, HttpResponse.BodyHandlers.discarding());
            return true;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }
}
