package org.dsrhub.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.dsrhub.vault.Vault.Key;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A store that fails while it is written: the caller learns which remedy, and nothing half-written stays. */
class VaultFailureTest {
    private static DataSource database;

    @TempDir
    Path folder;

    private RequestKeys keys;
    private JdbcTemplate jdbc;
    private UUID request;

    @BeforeAll
    static void openDatabase() {
        database = VaultDatabase.fresh();
    }

    @BeforeEach
    void makeKeys() {
        jdbc = new JdbcTemplate(database);
        keys = new RequestKeys(
                jdbc, Keys.single(Keys.random()), new KeyCache(10, Duration.ofMinutes(1), System::nanoTime));
        request = UUID.randomUUID();
        keys.create(request);
    }

    private Vault failing(long limit, FailingStore.Failure failure) {
        LargeStore store = new FailingStore(new FolderStore(folder), limit, failure);
        return new TinkVault(jdbc, keys, store, TinkVault.INLINE_LIMIT);
    }

    private void assertFails(Vault vault, String code) throws IOException {
        assertThatThrownBy(() -> vault.seal(request, Key.PAYLOAD, "text/plain", new byte[400_000]))
                .isInstanceOfSatisfying(
                        VaultException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining("hub.vault.folder");
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_disk_that_is_full_midway_is_called_full() throws IOException {
        assertFails(
                failing(200_000, () -> {
                    try (OutputStream full = new FileOutputStream("/dev/full")) {
                        full.write(1);
                    }
                }),
                VaultException.FULL);
    }

    @Test
    void an_exceeded_quota_is_called_full() throws IOException {
        assertFails(
                failing(0, () -> {
                    throw new IOException("Disk quota exceeded");
                }),
                VaultException.FULL);
    }

    @Test
    void a_broken_disk_is_not_called_full() throws IOException {
        assertFails(
                failing(200_000, () -> {
                    throw new IOException("Input/output error");
                }),
                VaultException.WRITE);
    }

    @Test
    void a_failure_at_the_very_end_leaves_nothing() throws IOException {
        assertFails(
                failing(Long.MAX_VALUE, () -> {
                    throw new IOException("Input/output error");
                }),
                VaultException.WRITE);
    }

    @Test
    void a_folder_that_vanished_is_named() throws IOException {
        Path vanishing = folder.resolve("vault");
        Vault vault = new TinkVault(jdbc, keys, new FolderStore(vanishing), TinkVault.INLINE_LIMIT);
        Files.delete(vanishing);
        Path inTheWay = Files.createFile(vanishing);
        assertThatThrownBy(() -> vault.seal(request, Key.PAYLOAD, "text/plain", new byte[400_000]))
                .isInstanceOfSatisfying(
                        VaultException.class, e -> assertThat(e.code()).isEqualTo(VaultException.WRITE));
        Files.delete(inTheWay);
    }

    @Test
    void a_small_content_needs_no_folder() throws IOException {
        Vault vault = failing(0, () -> {
            throw new IOException("No space left on device");
        });
        Blob blob = vault.seal(request, Key.PAYLOAD, "text/plain", new byte[60_000]);
        vault.store(blob);

        assertThat(vault.read(blob.id()).readAllBytes()).isEqualTo(new byte[60_000]);
    }

    @Test
    void a_failed_draft_takes_no_more() throws IOException {
        Vault vault = failing(0, () -> {
            throw new IOException("Input/output error");
        });
        try (Vault.Draft draft = vault.draft(request, Key.PAYLOAD, "text/plain")) {
            assertThatThrownBy(() -> draft.write(new byte[400_000])).isInstanceOf(VaultException.class);
            assertThatThrownBy(draft::seal).isInstanceOf(IOException.class);
        }
    }
}
