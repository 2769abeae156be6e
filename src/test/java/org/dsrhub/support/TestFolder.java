package org.dsrhub.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.util.FileSystemUtils;

/**
 * Folders for what several tests share, where {@code @TempDir} cannot serve: under {@code target/}, and deleted when the
 * virtual machine ends, after what uses them is closed.
 */
public final class TestFolder {
    private static final Deque<AutoCloseable> ENDINGS = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestFolder::end));
    }

    private TestFolder() {}

    public static Path of(String name) {
        try {
            Path folder = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target/tmp").toAbsolutePath()), name);
            closeAtEnd(() -> delete(folder));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was named last ends first, so that users name what they start after their folders. */
    public static synchronized void closeAtEnd(AutoCloseable user) {
        ENDINGS.push(user);
    }

    public static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void end() {
        while (!ENDINGS.isEmpty()) {
            try {
                ENDINGS.pop().close();
            } catch (Exception e) {
                System.err.println("left behind at the end of the tests: " + e);
            }
        }
    }
}
