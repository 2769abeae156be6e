package org.dsrhub.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dsrhub.vault.Vault.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class VaultStreamTest {
    @TempDir
    Path folder;

    @Test
    void a_large_content_passes_in_pieces_no_larger_than_the_buffers() throws IOException {
        JdbcTemplate jdbc = new JdbcTemplate(VaultDatabase.fresh());
        RequestKeys keys = new RequestKeys(
                jdbc, Keys.single(Keys.random()), new KeyCache(10, Duration.ofMinutes(5), System::nanoTime));
        MeasuringStore store = new MeasuringStore(new FolderStore(folder));
        Vault vault = new TinkVault(jdbc, keys, store, TinkVault.INLINE_LIMIT);
        UUID request = UUID.randomUUID();
        vault.createKeys(request);
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < megabyte.length; i++) {
            megabyte[i] = (byte) (i * 31);
        }

        Blob blob;
        try (Vault.Draft draft = vault.draft(request, Key.PAYLOAD, "audio/wav")) {
            for (int i = 0; i < 64; i++) {
                draft.write(megabyte);
            }
            blob = draft.seal();
        }
        vault.store(blob);
        try (InputStream plain = vault.read(blob.id())) {
            for (int i = 0; i < 64; i++) {
                assertThat(plain.readNBytes(megabyte.length)).isEqualTo(megabyte);
            }
            assertThat(plain.read()).isEqualTo(-1);
        }

        assertThat(blob.size()).isEqualTo(64L << 20);
        assertThat(store.largestWrite.get()).isPositive().isLessThanOrEqualTo(TinkVault.INLINE_LIMIT);
        assertThat(store.largestRead.get()).isPositive().isLessThanOrEqualTo(TinkVault.SEGMENT + 1);
    }

    /** Remembers the largest piece that went through. */
    private static final class MeasuringStore implements LargeStore {
        private final LargeStore store;
        final AtomicInteger largestWrite = new AtomicInteger();
        final AtomicInteger largestRead = new AtomicInteger();

        MeasuringStore(LargeStore store) {
            this.store = store;
        }

        @Override
        public Sink create(UUID blobId) throws IOException {
            Sink sink = store.create(blobId);
            return new Sink() {
                @Override
                public void write(int b) throws IOException {
                    sink.write(b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    largestWrite.accumulateAndGet(length, Math::max);
                    sink.write(bytes, offset, length);
                }

                @Override
                String complete() throws IOException {
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
            return new FilterInputStream(store.open(location)) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    largestRead.accumulateAndGet(length, Math::max);
                    return super.read(bytes, offset, length);
                }
            };
        }

        @Override
        public void delete(String location) throws IOException {
            store.delete(location);
        }

        @Override
        public Stream<String> writtenBefore(Instant limit) throws IOException {
            return store.writtenBefore(limit);
        }
    }
}
