package org.dsrhub.connector;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;

/** What stands for ledger and vault while a system is tried: it remembers the items found, and drops recordings. */
final class TrialMemory {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final Map<UUID, byte[]> contents = new LinkedHashMap<>();
    private final Map<UUID, String> matches = new HashMap<>();
    private Subject subject;

    void about(Subject person) {
        subject = person;
        contents.clear();
        matches.clear();
    }

    /** An interface of the ledger: questions about the subject and items found are answered, the rest does nothing. */
    <T> T answering(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "subject" -> subject;
                    case "append" -> {
                        ((Collection<?>) arguments[1]).forEach(row -> remember((Items.Row) row));
                        yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> type.getSimpleName() + " in memory";
                    default -> nothing(method.getReturnType());
                }));
    }

    private static Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class || type == long.class) {
            return 0;
        }
        if (type == Duration.class) {
            return Duration.ZERO;
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        return type == List.class ? List.of() : type == Set.class ? Set.of() : null;
    }

    private void remember(Items.Row row) {
        matches.put(row.id(), row.match());
    }

    String match(UUID item) {
        return matches.getOrDefault(item, "UNKNOWN");
    }

    List<Item> items() throws IOException {
        List<Item> items = new ArrayList<>();
        for (byte[] lines : contents.values()) {
            for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
                items.add(JSON.readValue(line, Item.class));
            }
        }
        return items;
    }

    byte[] hash(String domain, String value) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((domain + "\n" + value).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Vault vault() {
        return new InMemory();
    }

    private final class InMemory implements Vault {
        @Override
        public void createKeys(UUID requestId) {}

        @Override
        public Draft draft(UUID requestId, Key key, String mediaType) {
            return new Written(requestId, key, mediaType);
        }

        @Override
        public void store(Blob blob) {}

        @Override
        public InputStream read(UUID blobId) throws IOException {
            if (!contents.containsKey(blobId)) {
                throw new FileNotFoundException();
            }
            return new ByteArrayInputStream(contents.get(blobId));
        }

        @Override
        public long size(UUID blobId) {
            return contents.get(blobId).length;
        }

        @Override
        public void shred(UUID requestId, Key key) {}
    }

    private final class Written extends Vault.Draft {
        private final UUID id = UUID.randomUUID();
        private final UUID requestId;
        private final Vault.Key key;
        private final String mediaType;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long size;

        Written(UUID requestId, Vault.Key key, String mediaType) {
            this.requestId = requestId;
            this.key = key;
            this.mediaType = mediaType;
        }

        @Override
        public UUID id() {
            return id;
        }

        @Override
        public void write(int b) {
            size++;
            if (mediaType.equals(ItemLines.MEDIA_TYPE)) {
                kept.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            size += length;
            if (mediaType.equals(ItemLines.MEDIA_TYPE)) {
                kept.write(bytes, from, length);
            }
        }

        @Override
        public Blob seal() {
            if (mediaType.equals(ItemLines.MEDIA_TYPE)) {
                contents.put(id, kept.toByteArray());
            }
            return new Blob(id, requestId, key, mediaType, size, null, "in-memory");
        }

        @Override
        public void close() {}
    }
}
