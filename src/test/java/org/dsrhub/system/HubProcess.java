package org.dsrhub.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The hub in a process of its own, so that a test can kill it like an operating system does. */
public final class HubProcess implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path log;

    private HubProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts a hub and returns at once; see {@link #awaitReady()}.
     *
     * @param folder for its configuration and log; the file names start with the name
     * @param jvm further options of the JVM, for example {@code -Xmx256m}; by default it compiles fast rather than well
     */
    public static HubProcess start(String name, Path folder, Map<String, ?> properties, List<String> jvm) {
        try {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            Properties configuration = new Properties();
            properties.forEach((key, value) -> configuration.setProperty(key, String.valueOf(value)));
            configuration.setProperty("server.port", String.valueOf(port));
            Path file = folder.resolve(name + ".properties");
            try (var out = Files.newBufferedWriter(file)) {
                configuration.store(out, null);
            }
            Path log = folder.resolve(name + ".log");
            List<String> command = new ArrayList<>();
            command.add(
                    Path.of(System.getProperty("hub.test.java-home", System.getProperty("java.home")), "bin", "java")
                            .toString());
            command.addAll(List.of("-Duser.timezone=UTC", "-XX:TieredStopAtLevel=1"));
            command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve(name + "-tmp")));
            command.addAll(jvm);
            command.addAll(List.of("-cp", classPath()));
            command.add("org.dsrhub.HubApplication");
            command.add("--spring.config.additional-location=file:" + file.toAbsolutePath());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new HubProcess(process, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What this process has, less the tests' own classes and settings: the hub as it is installed. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes" + File.separator))
                .collect(Collectors.joining(File.pathSeparator));
    }

    public HubProcess awaitReady() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(base().resolve("/actuator/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Awaitility.await("hub is up, see " + log)
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(150))
                .ignoreExceptionsMatching(e -> process.isAlive())
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the hub ended with " + process.exitValue() + ":\n" + tail());
                    }
                    return client.send(health, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            < 500;
                });
        return this;
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + port);
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

    /** As {@code kill -9} does: no shutdown hook runs. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private void join() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The causes that it names, which stand far above a long stack's end, then that end. */
    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            Stream<String> causes = lines.stream().filter(line -> line.startsWith("Caused by: "));
            Stream<String> end = lines.stream().skip(Math.max(0, lines.size() - 40));
            return Stream.concat(causes, end).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "(no log)";
        }
    }
}
