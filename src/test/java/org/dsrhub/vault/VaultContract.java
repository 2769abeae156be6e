package org.dsrhub.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.dsrhub.vault.Vault.Key;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What holds for a vault whatever its large store, and whether a content lies in the row or in that store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VaultContract {
    private static final String TOKEN = "canary-4711-Nowak";

    private JdbcTemplate jdbc;
    private TransactionTemplate transaction;
    private MasterKeys masters;
    private LargeStore store;
    private TinkVault vault;
    private UUID request;

    /** A new and empty store. */
    abstract LargeStore emptyStore();

    abstract int inlineLimit();

    /** Replaces what lies in the store. */
    abstract void replace(LargeStore store, String location, byte[] bytes) throws IOException;

    @BeforeAll
    void openDatabase() {
        DataSource database = VaultDatabase.fresh();
        jdbc = new JdbcTemplate(database);
        transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    @BeforeEach
    void openVault() {
        masters = Keys.single(Keys.random());
        store = emptyStore();
        vault = vault(masters);
        request = UUID.randomUUID();
        vault.createKeys(request);
    }

    private TinkVault vault(MasterKeys keys) {
        KeyCache cache = new KeyCache(100, Duration.ofMinutes(1), System::nanoTime);
        return new TinkVault(jdbc, new RequestKeys(jdbc, keys, cache), store, inlineLimit());
    }

    private Blob stored(byte[] content) {
        Blob blob = vault.seal(request, Key.PAYLOAD, "application/octet-stream", content);
        vault.store(blob);
        return blob;
    }

    private byte[] read(UUID blobId) throws IOException {
        try (InputStream plain = vault.read(blobId)) {
            return plain.readAllBytes();
        }
    }

    private byte[] ciphertext(Blob blob) throws IOException {
        if (blob.inline() != null) {
            return blob.inline();
        }
        try (InputStream in = store.open(blob.location())) {
            return in.readAllBytes();
        }
    }

    private void replace(Blob blob, byte[] ciphertext) throws IOException {
        if (blob.inline() != null) {
            jdbc.update("update blob set inline = ? where id = ?", ciphertext, blob.id());
        } else {
            replace(store, blob.location(), ciphertext);
        }
    }

    private static byte[] bytes(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private long sweep(Duration later) {
        Clock clock = Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
        return new OrphanSweep(jdbc, store, Duration.ofDays(1), clock).sweep();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_368, 16_369, 65_400, 65_535, 65_536, 65_537, 5_000_000})
    void gives_back_what_was_sealed(int size) throws IOException {
        byte[] content = bytes(size);
        Blob blob = stored(content);

        assertThat(read(blob.id())).isEqualTo(content);
        assertThat(vault.size(blob.id())).isEqualTo(size);
        assertThat(blob.inline() == null).isNotEqualTo(blob.location() == null);
    }

    @Test
    void gives_back_what_was_written_byte_by_byte_and_in_pieces() throws IOException {
        byte[] content = bytes(100_000);
        Blob blob;
        try (Vault.Draft draft = vault.draft(request, Key.EVIDENCE, "text/plain")) {
            draft.write(content[0]);
            draft.write(content, 1, 70_000);
            draft.write(content, 70_001, content.length - 70_001);
            blob = draft.seal();
        }
        vault.store(blob);

        assertThat(read(blob.id())).isEqualTo(content);
        assertThat(blob.size()).isEqualTo(content.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_000, 20_000})
    void ciphertext_holds_no_plain_token(int repeats) throws IOException {
        Blob blob = stored(TOKEN.repeat(repeats).getBytes(StandardCharsets.UTF_8));

        assertThat(new String(ciphertext(blob), StandardCharsets.ISO_8859_1)).doesNotContain("canary", "Nowak");
        assertThat(blob.toString()).doesNotContain(request.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200_000})
    void equal_contents_have_different_ciphertexts(int size) throws IOException {
        assertThat(ciphertext(stored(bytes(size)))).isNotEqualTo(ciphertext(stored(bytes(size))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50_000, 200_000})
    void a_changed_byte_anywhere_is_noticed(int size) throws IOException {
        Blob blob = stored(bytes(size));
        byte[] original = ciphertext(blob);
        for (int position : new int[] {0, 20, 39, original.length / 2, original.length - 1}) {
            byte[] changed = original.clone();
            changed[position] ^= 1;
            replace(blob, changed);

            assertThatThrownBy(() -> read(blob.id())).as("byte %d", position).isInstanceOf(IOException.class);
        }
        replace(blob, original);
        assertThat(read(blob.id())).isEqualTo(bytes(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50_000, 200_000})
    void a_shortened_or_lengthened_ciphertext_is_noticed(int size) throws IOException {
        Blob blob = stored(bytes(size));
        byte[] original = ciphertext(blob);
        int segment = Math.min(TinkVault.SEGMENT, original.length - 1);
        for (int length : new int[] {0, 1, 39, 40, segment, original.length - 1, original.length + 1}) {
            replace(blob, Arrays.copyOf(original, length));

            assertThatThrownBy(() -> read(blob.id())).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200_000})
    void a_ciphertext_under_another_blobs_id_is_noticed(int size) throws IOException {
        Blob one = stored(bytes(size));
        Blob other = stored(bytes(size));
        replace(one, ciphertext(other));

        assertThatThrownBy(() -> read(one.id())).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200_000})
    void shredding_leaves_neither_key_nor_row_nor_file(int size) throws IOException {
        Blob payload = stored(bytes(size));
        Blob evidence = vault.seal(request, Key.EVIDENCE, "text/plain", bytes(size));
        vault.store(evidence);

        vault.shred(request, Key.PAYLOAD);

        assertThatThrownBy(() -> read(payload.id())).isInstanceOf(FileNotFoundException.class);
        if (payload.location() != null) {
            assertThatThrownBy(() -> store.open(payload.location())).isInstanceOf(FileNotFoundException.class);
        }
        assertThat(jdbc.queryForObject(
                        "select wrapped is null and shredded_at is not null from vault_key where request_id = ?"
                                + " and key = 'PAYLOAD'",
                        Boolean.class,
                        request))
                .isTrue();
        assertThat(read(evidence.id())).isEqualTo(bytes(size));
    }

    @Test
    void nothing_is_sealed_or_stored_under_a_shredded_key() throws IOException {
        Blob late = vault.seal(request, Key.PAYLOAD, "text/plain", bytes(10));
        vault.shred(request, Key.PAYLOAD);
        vault.createKeys(request);

        assertThatThrownBy(() -> vault.store(late)).hasMessageContaining(VaultException.SHREDDED);
        assertThatThrownBy(() -> vault.draft(request, Key.PAYLOAD, "text/plain"))
                .hasMessageContaining(VaultException.SHREDDED);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200_000})
    void a_row_restored_from_a_backup_is_unreadable_once_its_key_is_shredded(int size) throws IOException {
        Blob blob = stored(bytes(size));
        byte[] ciphertext = ciphertext(blob);
        vault.shred(request, Key.PAYLOAD);
        // The key that somebody puts in the shredded one's place is another.
        jdbc.update("delete from vault_key where request_id = ?", request);
        vault.createKeys(request);
        jdbc.update(
                "insert into blob (id, request_id, key, media_type, size, inline) values (?, ?, 'PAYLOAD', 'a/b', 1, ?)",
                blob.id(),
                request,
                ciphertext);

        assertThatThrownBy(() -> read(blob.id())).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200_000})
    void a_shredding_that_rolls_back_keeps_key_row_and_file(int size) throws IOException {
        Blob blob = stored(bytes(size));

        transaction.executeWithoutResult(status -> {
            vault.shred(request, Key.PAYLOAD);
            status.setRollbackOnly();
        });

        assertThat(read(blob.id())).isEqualTo(bytes(size));
    }

    @Test
    void a_key_that_rolled_back_encrypts_nothing() throws IOException {
        UUID late = UUID.randomUUID();
        transaction.executeWithoutResult(status -> {
            vault.createKeys(late);
            vault.store(vault.seal(late, Key.PAYLOAD, "text/plain", bytes(10)));
            status.setRollbackOnly();
        });
        vault.createKeys(late);
        Blob blob = vault.seal(late, Key.PAYLOAD, "text/plain", bytes(10));
        vault.store(blob);

        assertThat(read(blob.id())).isEqualTo(bytes(10));
    }

    @Test
    void making_keys_again_keeps_the_first_ones() throws IOException {
        Blob blob = stored(bytes(10));
        vault.createKeys(request);

        assertThat(read(blob.id())).isEqualTo(bytes(10));
    }

    @Test
    void storing_again_changes_nothing() throws IOException {
        Blob blob = stored(bytes(10));
        vault.store(blob);

        assertThat(read(blob.id())).isEqualTo(bytes(10));
    }

    @Test
    void a_row_is_the_callers_transactions() {
        Blob blob = vault.seal(request, Key.PAYLOAD, "text/plain", bytes(10));
        transaction.executeWithoutResult(status -> {
            vault.store(blob);
            status.setRollbackOnly();
        });

        assertThatThrownBy(() -> vault.read(blob.id())).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void a_request_without_keys_is_refused() {
        assertThatThrownBy(() -> vault.draft(UUID.randomUUID(), Key.PAYLOAD, "text/plain"))
                .isInstanceOfSatisfying(
                        VaultException.class, e -> assertThat(e.code()).isEqualTo(VaultException.NO_KEY));
    }

    @Test
    void a_wrapped_key_moved_to_another_request_is_refused() {
        UUID other = UUID.randomUUID();
        vault.createKeys(other);
        jdbc.update("""
                update vault_key set wrapped = (select wrapped from vault_key where request_id = ? and key = 'PAYLOAD')
                where request_id = ? and key = 'PAYLOAD'
                """, request, other);

        assertThatThrownBy(() -> vault.draft(other, Key.PAYLOAD, "text/plain"))
                .hasMessageContaining(VaultException.TAMPERED);
    }

    @Test
    void another_master_key_of_the_same_epoch_is_refused() {
        TinkVault stranger = vault(Keys.single(Keys.random()));

        assertThatThrownBy(() -> stranger.draft(request, Key.PAYLOAD, "text/plain"))
                .hasMessageContaining(VaultException.TAMPERED);
    }

    @Test
    void a_draft_closed_without_seal_leaves_nothing() throws IOException {
        Vault.Draft draft = vault.draft(request, Key.PAYLOAD, "text/plain");
        draft.write(bytes(300_000));
        draft.close();

        assertThat(sweep(Duration.ofDays(2))).isZero();
        assertThatThrownBy(() -> draft.write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(draft::seal).isInstanceOf(IOException.class);
    }

    @Test
    void a_sweep_deletes_what_no_row_refers_to_and_keeps_referenced_and_young_files() throws IOException {
        Blob referenced = stored(bytes(200_000));
        Blob orphan = vault.seal(request, Key.PAYLOAD, "text/plain", bytes(200_000));

        assertThat(sweep(Duration.ofHours(1))).isZero();
        assertThat(ciphertext(orphan)).isNotEmpty();

        assertThat(sweep(Duration.ofDays(2))).isOne();
        assertThatThrownBy(() -> store.open(orphan.location())).isInstanceOf(FileNotFoundException.class);
        assertThat(read(referenced.id())).isEqualTo(bytes(200_000));
    }

    @Test
    void a_sweep_goes_through_more_files_than_a_batch_holds() {
        for (int i = 0; i < 501; i++) {
            try (LargeStore.Sink sink = store.create(UUID.randomUUID())) {
                sink.write(i);
                sink.complete();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        assertThat(sweep(Duration.ofDays(2))).isEqualTo(501);
        assertThat(sweep(Duration.ofDays(2))).isZero();
    }

    @Test
    void many_threads_write_and_read_one_requests_contents() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] content = bytes(i % 2 == 0 ? 500 + i : 150_000 + i);
                work.add(() -> Arrays.equals(read(stored(content).id()), content));
            }
            for (Future<Boolean> result : threads.invokeAll(work)) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
