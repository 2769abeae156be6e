package org.dsrhub.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.dsrhub.vault.Vault.Key;
import org.springframework.jdbc.core.JdbcTemplate;

/** What holds for any content, however it is cut in pieces. */
class VaultLawsTest {
    private static JdbcTemplate jdbc;
    private static RequestKeys keys;
    private static UUID request;
    private static final MasterKeys MASTERS = Keys.single(Keys.random());

    @BeforeContainer
    static void open() {
        jdbc = new JdbcTemplate(VaultDatabase.fresh());
        keys = new RequestKeys(jdbc, MASTERS, new KeyCache(10, Duration.ofMinutes(5), System::nanoTime));
        request = UUID.randomUUID();
        keys.create(request);
    }

    @Property(tries = 150)
    void what_is_written_in_any_pieces_is_read_in_any_pieces(
            @ForAll @Size(max = 12) List<@IntRange(max = 20_000) Integer> pieces,
            @ForAll @IntRange(max = 70_000) int inlineLimit,
            @ForAll @IntRange(min = 1, max = 40_000) int step,
            @ForAll byte seed)
            throws IOException {
        Vault vault = new TinkVault(jdbc, keys, new MemoryStore(), inlineLimit);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Blob blob;
        try (Vault.Draft draft = vault.draft(request, Key.PAYLOAD, "text/plain")) {
            for (int piece : pieces) {
                byte[] bytes = new byte[piece];
                Arrays.fill(bytes, (byte) (seed + piece));
                draft.write(bytes);
                expected.write(bytes);
            }
            blob = draft.seal();
        }
        vault.store(blob);

        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        try (InputStream plain = vault.read(blob.id())) {
            byte[] buffer = new byte[step];
            for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                actual.write(buffer, 0, read);
            }
        }
        assertThat(actual.toByteArray()).isEqualTo(expected.toByteArray());
        assertThat(blob.size()).isEqualTo(expected.size());
        if (blob.inline() != null) {
            assertThat(blob.inline().length).isLessThanOrEqualTo(inlineLimit);
        }
    }

    @Property(tries = 300)
    void a_sealed_value_opens_in_its_own_context_only(
            @ForAll byte[] plain, @ForAll String context, @ForAll String other) {
        Assume.that(!Arrays.equals(context.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        Sealer sealer = new MasterSealer(MASTERS);
        byte[] sealed = sealer.seal(plain, context);

        assertThat(sealer.open(sealed, context)).isEqualTo(plain);
        assertThatThrownBy(() -> sealer.open(sealed, other)).hasMessageContaining(VaultException.TAMPERED);
    }

    @Property(tries = 300)
    void a_changed_or_shortened_sealed_value_does_not_open(
            @ForAll byte[] plain, @ForAll @IntRange(max = 10_000) int position) {
        Sealer sealer = new MasterSealer(MASTERS);
        byte[] sealed = sealer.seal(plain, "hold");
        int at = position % sealed.length;
        byte[] changed = sealed.clone();
        changed[at] ^= 1;

        assertThatThrownBy(() -> sealer.open(changed, "hold")).isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> sealer.open(Arrays.copyOf(sealed, at), "hold")).isInstanceOf(VaultException.class);
    }

    @Property(tries = 300)
    void hashes_tell_domains_and_values_apart(
            @ForAll @NotEmpty @AlphaChars String one, @ForAll @NotEmpty @AlphaChars String two) {
        Assume.that(!one.equals(two));
        KeyedHash hash = new HmacKeyedHash(MASTERS);

        assertThat(hash.of(one, two)).isEqualTo(hash.of(one, two));
        assertThat(hash.of(one, two)).isNotEqualTo(hash.of(two, one));
        assertThat(hash.of(one, two)).isNotEqualTo(hash.of(one + two, ""));
        assertThat(hash.of(one, two)).isNotEqualTo(new HmacKeyedHash(Keys.single(Keys.random())).of(one, two));
    }
}
