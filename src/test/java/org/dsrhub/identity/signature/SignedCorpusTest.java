package org.dsrhub.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that others made: in a JVM of their own with little memory, see {@link SignedCorpus}. */
class SignedCorpusTest {
    /** What the JVM with DSS in it needs for itself, and 64 for the document. */
    private static final int HEAP = 36 + 64;

    private static final int MOST_MILLIS = 2000;

    @TempDir
    static Path folder;

    private static final Map<String, String[]> LINES = new TreeMap<>();
    private static int connections;

    @BeforeAll
    static void run() throws Exception {
        Path corpus = Path.of(System.getProperty(
                        "hub.corpora", System.getenv().getOrDefault("HUB_CORPORA", "../shared/corpora")))
                .resolve("signed");
        assumeTrue(Files.isDirectory(corpus), "no corpus; name it with -Dhub.corpora=…");
        Path output = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP + "m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SignedCorpus.class.getName(),
                        corpus.toString(),
                        folder.resolve("trust").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        for (String line : Files.readAllLines(output)) {
            connections += line.equals("connection") ? 1 : 0;
            String[] columns = line.split("\t");
            if (columns.length == 5) {
                LINES.put(columns[0] + " " + columns[1], columns);
            }
        }
        assertThat(process.exitValue()).isZero();
        for (String kind : List.of("invalid-containers", "valid-containers")) {
            try (Stream<Path> files = Files.list(corpus.resolve(kind))) {
                assertThat(lines("strangers", kind))
                        .hasSize((int) files.count())
                        .hasSizeGreaterThan(60);
            }
        }
    }

    private static List<String[]> lines(String trust, String kind) {
        List<String[]> found = new ArrayList<>();
        LINES.forEach((key, columns) -> {
            if (columns[0].equals(trust) && columns[1].startsWith(kind + "/")) {
                found.add(columns);
            }
        });
        return found;
    }

    @Test
    void no_invalid_container_is_accepted_not_even_with_its_own_authorities_trusted() throws IOException {
        for (String trust : List.of("strangers", "own")) {
            assertThat(lines(trust, "invalid-containers"))
                    .isNotEmpty()
                    .extracting(columns -> columns[1] + " " + columns[2])
                    .noneMatch(line -> line.endsWith(" VALID"));
        }
    }

    @Test
    void valid_containers_can_be_read_and_some_are_accepted_once_their_authorities_are_trusted() {
        assertThat(lines("own", "valid-containers"))
                .extracting(columns -> columns[1] + " " + columns[3])
                .noneMatch(line -> line.endsWith("unreadable"));
        assertThat(lines("own", "valid-containers"))
                .extracting(columns -> columns[2])
                .contains("VALID", "INDETERMINATE");
    }

    @Test
    void none_makes_the_hub_open_a_connection() {
        assertThat(LINES).isNotEmpty();
        assertThat(connections).isZero();
    }

    @Test
    void none_takes_more_than_its_memory_or_its_time() {
        assertThat(LINES.get("large large.asice")[3]).contains("format-failure");
        for (String[] columns : LINES.values()) {
            assertThat(columns[3]).as(columns[1]).doesNotContain("too-costly", "busy");
            assertThat(Integer.parseInt(columns[4]))
                    .as(columns[1] + " in ms of processor time")
                    .isLessThan(MOST_MILLIS);
        }
    }
}
