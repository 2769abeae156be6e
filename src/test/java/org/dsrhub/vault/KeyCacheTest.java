package org.dsrhub.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.dsrhub.vault.Vault.Key;
import org.junit.jupiter.api.Test;

class KeyCacheTest {
    private final AtomicLong now = new AtomicLong();
    private final KeyCache cache = new KeyCache(2, Duration.ofSeconds(30), now::get);
    private final UUID request = UUID.randomUUID();

    @Test
    void a_key_is_forgotten_after_its_lifetime_however_often_it_was_asked_for() {
        cache.put(request, Key.PAYLOAD, new byte[] {1});
        now.set(Duration.ofSeconds(30).toNanos());
        assertThat(cache.get(request, Key.PAYLOAD)).containsExactly(1);
        now.incrementAndGet();

        assertThat(cache.get(request, Key.PAYLOAD)).isNull();
    }

    @Test
    void the_longest_unused_key_makes_room() {
        cache.put(request, Key.PAYLOAD, new byte[] {1});
        cache.put(request, Key.EVIDENCE, new byte[] {2});
        cache.get(request, Key.PAYLOAD);
        cache.put(UUID.randomUUID(), Key.PAYLOAD, new byte[] {3});

        assertThat(cache.get(request, Key.PAYLOAD)).containsExactly(1);
        assertThat(cache.get(request, Key.EVIDENCE)).isNull();
    }

    @Test
    void removing_one_key_keeps_the_other() {
        cache.put(request, Key.PAYLOAD, new byte[] {1});
        cache.put(request, Key.EVIDENCE, new byte[] {2});
        cache.remove(request, Key.PAYLOAD);

        assertThat(cache.get(request, Key.PAYLOAD)).isNull();
        assertThat(cache.get(request, Key.EVIDENCE)).containsExactly(2);
    }
}
