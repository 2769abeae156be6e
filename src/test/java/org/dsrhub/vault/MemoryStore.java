package org.dsrhub.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A store without folders and names of its own choosing, as an object store has. */
final class MemoryStore implements LargeStore {
    private record Content(byte[] bytes, Instant written) {}

    private final Map<String, Content> contents = new ConcurrentHashMap<>();

    @Override
    public Sink create(UUID blobId) {
        String location = "objects/" + blobId;
        return new Sink() {
            private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

            @Override
            public void write(int b) {
                bytes.write(b);
            }

            @Override
            public void write(byte[] part, int offset, int length) {
                bytes.write(part, offset, length);
            }

            @Override
            String complete() {
                contents.put(location, new Content(bytes.toByteArray(), Instant.now()));
                return location;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public InputStream open(String location) throws FileNotFoundException {
        Content content = contents.get(location);
        if (content == null) {
            throw new FileNotFoundException("the store has no " + location);
        }
        return new ByteArrayInputStream(content.bytes);
    }

    @Override
    public void delete(String location) {
        contents.remove(location);
    }

    @Override
    public Stream<String> writtenBefore(Instant limit) {
        return contents.entrySet().stream()
                .filter(entry -> entry.getValue().written.isBefore(limit))
                .map(Map.Entry::getKey);
    }

    void replace(String location, byte[] bytes) {
        contents.put(location, new Content(bytes, Instant.now()));
    }
}
