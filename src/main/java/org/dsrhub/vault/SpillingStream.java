package org.dsrhub.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/** Keeps ciphertext in memory up to a limit; beyond it everything goes to the large store. */
final class SpillingStream extends OutputStream {
    private final LargeStore store;
    private final UUID blobId;
    private final int limit;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream(1024);
    private LargeStore.Sink sink;

    SpillingStream(LargeStore store, UUID blobId, int limit) {
        this.store = store;
        this.blobId = blobId;
        this.limit = limit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (sink == null && memory.size() + length > limit) {
            sink = store.create(blobId);
            memory.writeTo(sink);
            memory = null;
        }
        if (sink == null) {
            memory.write(bytes, offset, length);
        } else {
            sink.write(bytes, offset, length);
        }
    }

    /** @return the ciphertext where it stayed small, else null */
    byte[] inline() {
        return sink == null ? memory.toByteArray() : null;
    }

    /** Makes a large content durable. @return its location, or null where it stayed small */
    String complete() throws IOException {
        return sink == null ? null : sink.complete();
    }

    /** Nothing: the cipher closes what it writes to, but only the draft knows whether the content is wanted. */
    @Override
    public void close() {}

    void discard() {
        memory = null;
        if (sink != null) {
            sink.close();
        }
    }
}
