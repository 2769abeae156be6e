package org.dsrhub.vault;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Unwrapped keys of the requests at work. Short, so that a key shredded by another node does not linger. */
final class KeyCache {
    private record Name(UUID requestId, Vault.Key key) {}

    private record Entry(byte[] key, long loadedAt) {}

    private final int capacity;
    private final long lifetime;
    private final LongSupplier nanoTime;
    private final Map<Name, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Entry> eldest) {
            return size() > capacity;
        }
    };

    KeyCache(int capacity, Duration lifetime, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.lifetime = lifetime.toNanos();
        this.nanoTime = nanoTime;
    }

    /** @return null where it is not known or too old */
    synchronized byte[] get(UUID requestId, Vault.Key key) {
        Name name = new Name(requestId, key);
        Entry entry = entries.get(name);
        if (entry == null) {
            return null;
        }
        if (nanoTime.getAsLong() - entry.loadedAt > lifetime) {
            entries.remove(name);
            return null;
        }
        return entry.key;
    }

    synchronized void put(UUID requestId, Vault.Key key, byte[] plain) {
        entries.put(new Name(requestId, key), new Entry(plain, nanoTime.getAsLong()));
    }

    synchronized void remove(UUID requestId, Vault.Key key) {
        entries.remove(new Name(requestId, key));
    }
}
