package org.dsrhub.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Sealer;
import org.dsrhub.vault.Vault;
import org.springframework.jdbc.core.JdbcTemplate;

/** Keeps blobs as rows of the ledger's schema, unencrypted: the ledger's tests are about rows, not about ciphers. */
final class PlainVault implements Vault, KeyedHash, Sealer {
    private final JdbcTemplate jdbc;

    PlainVault(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void createKeys(UUID requestId) {
        jdbc.update(
                "insert into vault_key (request_id, key, epoch) values (?, 'PAYLOAD', '1') on conflict do nothing",
                requestId);
    }

    @Override
    public Draft draft(UUID requestId, Key key, String mediaType) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        UUID id = UUID.randomUUID();
        return new Draft() {
            @Override
            public UUID id() {
                return id;
            }

            @Override
            public void write(int b) {
                content.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                content.write(bytes, from, length);
            }

            @Override
            public Blob seal() {
                return new Blob(id, requestId, key, mediaType, content.size(), content.toByteArray(), null);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void store(Blob blob) {
        jdbc.update(
                "insert into blob (id, request_id, key, media_type, size, inline) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                blob.id(),
                blob.requestId(),
                blob.key().name(),
                blob.mediaType(),
                blob.size(),
                blob.inline());
    }

    @Override
    public InputStream read(UUID blobId) throws IOException {
        return new ByteArrayInputStream(
                jdbc.queryForList("select inline from blob where id = ?", byte[].class, blobId).stream()
                        .findFirst()
                        .orElseThrow(() -> new FileNotFoundException(blobId.toString())));
    }

    @Override
    public long size(UUID blobId) {
        return jdbc.queryForObject("select size from blob where id = ?", Long.class, blobId);
    }

    @Override
    public void shred(UUID requestId, Key key) {
        jdbc.update("delete from blob where request_id = ? and key = ?", requestId, key.name());
    }

    @Override
    public byte[] of(String domain, String value) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest((domain + "|" + value).getBytes());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] seal(byte[] plain, String context) {
        return plain.clone();
    }

    @Override
    public byte[] open(byte[] sealed, String context) {
        return sealed.clone();
    }
}
