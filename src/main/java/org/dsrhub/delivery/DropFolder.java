package org.dsrhub.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A folder that somebody else reads: a file appears in it whole or not at all, flushed, and at most once. Beside it a
 * marker {@code <file>.done} holds its SHA-256 and says that it may be fetched; while the marker stays, the file is not
 * written again even if it was fetched and deleted.
 */
final class DropFolder {
    private final Path folder;

    DropFolder(Path folder) {
        this.folder = folder;
    }

    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream to) throws IOException;
    }

    /** @param name without folders and without personal data */
    void drop(String name, byte[] sha256, Content content) throws IOException {
        Path file = folder.resolve(name);
        Path marker = folder.resolve(name + ".done");
        String hash = HexFormat.of().formatHex(sha256);
        if (Files.exists(marker) && Files.readString(marker).strip().equals(hash)) {
            return;
        }
        if (!Files.exists(file) || !Arrays.equals(hash(file), sha256)) {
            put(name, content);
        }
        put(name + ".done", to -> to.write((hash + "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    /** Writes under another name, flushes, and renames; what fails half-way leaves nothing behind. */
    void put(String name, Content content) throws IOException {
        Files.createDirectories(folder);
        Path draft = folder.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                OutputStream to = Channels.newOutputStream(channel);
                content.writeTo(to);
                to.flush();
                channel.force(true);
            }
            Files.move(
                    draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            flushFolder();
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    private void flushFolder() {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // Some file systems (Windows, some shares) cannot flush a folder; the file itself is flushed.
        }
    }

    private static byte[] hash(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
