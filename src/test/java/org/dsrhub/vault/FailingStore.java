package org.dsrhub.vault;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes to another store until a number of bytes is reached, then fails as that store's disk would. */
final class FailingStore implements LargeStore {
    /** What happens instead of the write that goes beyond the limit, or of the completion. */
    interface Failure {
        void happen() throws IOException;
    }

    private final LargeStore store;
    private final long limit;
    private final Failure failure;

    FailingStore(LargeStore store, long limit, Failure failure) {
        this.store = store;
        this.limit = limit;
        this.failure = failure;
    }

    @Override
    public Sink create(UUID blobId) throws IOException {
        Sink sink = store.create(blobId);
        return new Sink() {
            private long written;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                written += length;
                if (written > limit) {
                    failure.happen();
                }
                sink.write(bytes, offset, length);
            }

            @Override
            String complete() throws IOException {
                failure.happen();
                return sink.complete();
            }

            @Override
            public void close() {
                sink.close();
            }
        };
    }

    @Override
    public InputStream open(String location) throws IOException {
        return store.open(location);
    }

    @Override
    public void delete(String location) throws IOException {
        store.delete(location);
    }

    @Override
    public Stream<String> writtenBefore(Instant limit) throws IOException {
        return store.writtenBefore(limit);
    }

    @Override
    public boolean isFull(IOException failure) {
        return store.isFull(failure);
    }
}
