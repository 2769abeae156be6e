package org.dsrhub.vault;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files {@code <2 hex>/<uuid>} under one folder that all nodes share; {@code .part} while they are written. */
final class FolderStore implements LargeStore {
    private static final Logger log = LoggerFactory.getLogger(FolderStore.class);
    private static final Pattern LOCATION = Pattern.compile("[0-9a-f]{2}/[0-9a-f-]{36}(\\.part)?");
    private static final String PART = ".part";
    private static final long NO_ROOM = 1 << 20;

    private final Path folder;

    FolderStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(this.folder);
        } catch (IOException e) {
            throw unusable(e);
        }
        if (!Files.isWritable(this.folder)) {
            throw unusable(null);
        }
    }

    private IllegalStateException unusable(IOException cause) {
        return new IllegalStateException(
                "hub.vault.folder: " + folder + " is no folder that the hub may write to: create it and give the hub's"
                        + " account the right, or name another",
                cause);
    }

    @Override
    public Sink create(UUID blobId) throws IOException {
        String name = blobId.toString();
        Path parent = folder.resolve(name.substring(0, 2));
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent);
            flushNames(folder);
        }
        return new FileSink(parent, name);
    }

    @Override
    public InputStream open(String location) throws IOException {
        try {
            return Files.newInputStream(resolve(location));
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException("the vault folder has no file " + location);
        }
    }

    @Override
    public void delete(String location) throws IOException {
        Files.deleteIfExists(resolve(location));
    }

    @Override
    public Stream<String> writtenBefore(Instant limit) throws IOException {
        return Files.walk(folder, 2)
                .filter(Files::isRegularFile)
                .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                // Whatever else lies in the folder is not ours to delete.
                .filter(location -> LOCATION.matcher(location).matches())
                .filter(location -> isOlder(folder.resolve(location), limit));
    }

    private static boolean isOlder(Path file, Instant limit) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(limit);
        } catch (NoSuchFileException e) {
            return false; // another node sweeps too
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The system's message for a full disk is in the system's language.
    @Override
    public boolean isFull(IOException failure) {
        try {
            return LargeStore.super.isFull(failure)
                    || Files.getFileStore(folder).getUsableSpace() < NO_ROOM;
        } catch (IOException e) {
            return false;
        }
    }

    private Path resolve(String location) throws IOException {
        if (!LOCATION.matcher(location).matches()) {
            throw new IOException("a blob's location is not one that the vault writes");
        }
        return folder.resolve(location);
    }

    /** A new name survives a power cut only once its folder is flushed too. */
    private static void flushNames(Path directory) throws IOException {
        if (java.io.File.separatorChar == '\\') {
            return; // Windows opens no folders, and journals names
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class FileSink extends Sink {
        private final Path part;
        private final Path whole;
        private final FileChannel channel;
        private boolean ended;

        FileSink(Path parent, String name) throws IOException {
            this.part = parent.resolve(name + PART);
            this.whole = parent.resolve(name);
            this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        String complete() throws IOException {
            channel.force(true);
            channel.close();
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
            try {
                flushNames(whole.getParent());
            } catch (IOException e) {
                Files.deleteIfExists(whole);
                throw e;
            }
            ended = true;
            return whole.getParent().getFileName() + "/" + whole.getFileName();
        }

        @Override
        public void close() {
            if (ended) {
                return;
            }
            ended = true;
            try {
                channel.close();
            } catch (IOException e) {
                log.debug("closing a discarded file failed", e);
            }
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                log.warn("a discarded file of the vault stays until the sweep: {}", part.getFileName());
            }
        }
    }
}
