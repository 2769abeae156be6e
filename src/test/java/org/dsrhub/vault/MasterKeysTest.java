package org.dsrhub.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.dsrhub.vault.Vault.Key;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

class MasterKeysTest {
    private static JdbcTemplate jdbc;

    @TempDir
    Path folder;

    private final String first = Keys.random();
    private final String second = Keys.random();

    @BeforeAll
    static void openDatabase() {
        jdbc = new JdbcTemplate(VaultDatabase.fresh());
    }

    private static RequestKeys keys(MasterKeys masters) {
        return new RequestKeys(jdbc, masters, new KeyCache(10, Duration.ZERO, System::nanoTime));
    }

    private static Vault vault(MasterKeys masters) {
        return new TinkVault(jdbc, keys(masters), new MemoryStore(), TinkVault.INLINE_LIMIT);
    }

    private String epochOf(UUID request) {
        return jdbc.queryForObject(
                "select string_agg(distinct epoch, ',') from vault_key where request_id = ?", String.class, request);
    }

    @Test
    void a_missing_key_stops_the_start_and_says_how_to_make_one() {
        assertThatThrownBy(() -> MasterKeys.from(Keys.properties(null, null)))
                .hasMessageContaining("hub.vault.master-key")
                .hasMessageContaining("openssl rand -base64 32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2hvcnQ=", "not base64 secret!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void a_key_of_another_length_stops_the_start_and_is_not_told(String key) {
        assertThatThrownBy(() -> MasterKeys.from(Keys.properties(key, null)))
                .hasMessageContaining("hub.vault.master-key")
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining(key)
                .hasNoCause();
    }

    @Test
    void two_sources_at_once_stop_the_start() {
        assertThatThrownBy(() -> MasterKeys.from(Keys.properties(first, folder.resolve("keys"))))
                .hasMessageContaining("both set");
    }

    @Test
    void a_file_that_cannot_be_read_is_named() {
        assertThatThrownBy(() -> MasterKeys.from(Keys.properties(null, folder.resolve("absent"))))
                .hasMessageContaining("hub.vault.master-key-file")
                .hasMessageContaining("absent");
    }

    @Test
    void a_line_that_is_wrong_is_named_by_its_number() {
        assertThatThrownBy(() -> Keys.file(folder, "# keys", "1: " + first, "no colon"))
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> Keys.file(folder, "1: " + first, "2: c2hvcnQ="))
                .hasMessageContaining("line 2 has 5 bytes instead of 32");
        assertThatThrownBy(() -> Keys.file(folder, "1: " + first, "1: " + second))
                .hasMessageContaining("line 2 repeats the epoch 1");
        assertThatThrownBy(() -> Keys.file(folder, "# none", "hash: " + first)).hasMessageContaining("holds no line");
    }

    @Test
    void no_key_shows_in_a_description() {
        assertThat(Keys.properties(first, null).toString()).doesNotContain(first);
        assertThat(Keys.single(first).toString()).isEqualTo("MasterKeys[1]");
    }

    @Test
    void the_newest_epoch_wraps_and_an_older_one_still_unwraps() throws IOException {
        UUID old = UUID.randomUUID();
        Vault before = vault(Keys.single(first));
        before.createKeys(old);
        Blob blob = before.seal(old, Key.PAYLOAD, "text/plain", new byte[10]);
        before.store(blob);

        Vault after = vault(Keys.file(folder, "1: " + first, "", "# since autumn", "2026-10: " + second));
        UUID fresh = UUID.randomUUID();
        after.createKeys(fresh);

        assertThat(after.read(blob.id()).readAllBytes()).isEqualTo(new byte[10]);
        assertThat(epochOf(old)).isEqualTo("1");
        assertThat(epochOf(fresh)).isEqualTo("2026-10");
    }

    @Test
    void keys_wrapped_again_need_the_older_epoch_no_more() throws IOException {
        jdbc.update("delete from vault_key");
        UUID request = UUID.randomUUID();
        UUID shredded = UUID.randomUUID();
        Vault before = vault(Keys.single(first));
        before.createKeys(request);
        before.createKeys(shredded);
        before.shred(shredded, Key.PAYLOAD);
        before.shred(shredded, Key.EVIDENCE);
        Blob blob = before.seal(request, Key.PAYLOAD, "text/plain", new byte[10]);
        before.store(blob);

        VaultRotation rotation = keys(Keys.file(folder, "1: " + first, "2: " + second));
        assertThat(rotation.rewrap()).isEqualTo(2);
        assertThat(rotation.rewrap()).isZero();

        Vault after = vault(Keys.file(folder, "2: " + second));
        assertThat(after.read(blob.id()).readAllBytes()).isEqualTo(new byte[10]);
        assertThatThrownBy(() -> after.draft(shredded, Key.PAYLOAD, "text/plain"))
                .hasMessageContaining(VaultException.SHREDDED);
    }

    @Test
    void an_epoch_that_is_gone_is_named() {
        UUID request = UUID.randomUUID();
        vault(Keys.single(first)).createKeys(request);
        Vault after = vault(Keys.file(folder, "2: " + second));

        assertThatThrownBy(() -> after.draft(request, Key.PAYLOAD, "text/plain"))
                .hasMessageContaining("epoch 1 is not configured");
    }

    @Test
    void hashes_survive_a_new_epoch() {
        byte[] before = new HmacKeyedHash(Keys.single(first)).of("national-id", "PL/44051401458");
        byte[] after =
                new HmacKeyedHash(Keys.file(folder, "1: " + first, "2: " + second)).of("national-id", "PL/44051401458");

        assertThat(after).isEqualTo(before).hasSize(32);
    }

    @Test
    void hashes_with_a_key_of_their_own_survive_the_end_of_the_first_epoch() {
        String own = Keys.random();
        byte[] before = new HmacKeyedHash(Keys.file(folder, "hash: " + own, "1: " + first)).of("a", "b");
        byte[] after = new HmacKeyedHash(Keys.file(folder, "2: " + second, "hash: " + own)).of("a", "b");

        assertThat(after).isEqualTo(before);
    }

    @Test
    void another_hash_key_than_the_ledgers_stops_the_start() {
        JdbcTemplate ledger = new JdbcTemplate(VaultDatabase.fresh());
        new LastingKeyCheck(ledger, new HmacKeyedHash(Keys.single(first))).afterPropertiesSet();
        new LastingKeyCheck(ledger, new HmacKeyedHash(Keys.single(first))).afterPropertiesSet();

        LastingKeyCheck other = new LastingKeyCheck(ledger, new HmacKeyedHash(Keys.single(second)));
        assertThatThrownBy(other::afterPropertiesSet).hasMessageContaining("hub.vault.master-key");
    }

    @Test
    void a_sealed_value_opens_under_a_newer_epoch_and_not_once_its_own_is_gone() {
        byte[] sealed = new MasterSealer(Keys.single(first)).seal(new byte[] {1, 2}, "hold/1");

        assertThat(new MasterSealer(Keys.file(folder, "1: " + first, "2: " + second)).open(sealed, "hold/1"))
                .containsExactly(1, 2);
        MasterSealer later = new MasterSealer(Keys.file(folder, "2: " + second));
        assertThatThrownBy(() -> later.open(sealed, "hold/1")).hasMessageContaining("epoch 1");
    }

    @Test
    void the_key_in_the_configuration_is_read_as_epoch_1() {
        byte[] sealed = new MasterSealer(Keys.single(first)).seal(new byte[0], "x");

        assertThat(new MasterSealer(Keys.file(folder, "1:" + first)).open(sealed, "x"))
                .isEmpty();
    }
}
