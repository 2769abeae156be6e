package org.dsrhub.vault;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The master keys, by epoch, from the configuration. A file holds a line {@code epoch: base64} for each, oldest first;
 * blank lines and those that start with # are skipped. The last line wraps, the others unwrap what they wrapped. Keyed
 * hashes hang on the first line unless a line {@code hash: base64} gives them a key of their own: with such a line even
 * the first epoch can be retired.
 */
final class MasterKeys {
    private static final String HOW = " Make one with: openssl rand -base64 32";
    private static final String SOURCES = "hub.vault.master-key (or hub.vault.master-key-file)";
    private static final String SINGLE = "1";
    private static final String HASH = "hash";
    private static final int LENGTH = 32;

    private final Map<String, byte[]> epochs;
    private final byte[] hashing;
    private final String newest;

    private MasterKeys(LinkedHashMap<String, byte[]> keys) {
        byte[] hash = keys.remove(HASH);
        if (keys.isEmpty()) {
            throw new IllegalStateException(SOURCES + " is missing: the vault needs a master key of 32 bytes." + HOW);
        }
        this.epochs = keys;
        this.hashing = hash != null ? hash : keys.values().iterator().next();
        String last = null;
        for (String epoch : keys.keySet()) {
            last = epoch;
        }
        this.newest = last;
    }

    /** @throws IllegalStateException that names the property and the remedy, never a key */
    static MasterKeys from(VaultProperties properties) {
        boolean direct =
                properties.masterKey() != null && !properties.masterKey().isBlank();
        if (direct && properties.masterKeyFile() != null) {
            throw new IllegalStateException(
                    "hub.vault.master-key and hub.vault.master-key-file are both set: keep the one that is in use");
        }
        LinkedHashMap<String, byte[]> keys = new LinkedHashMap<>();
        if (direct) {
            keys.put(SINGLE, decode(properties.masterKey(), "hub.vault.master-key"));
        } else if (properties.masterKeyFile() != null) {
            readFile(properties.masterKeyFile(), keys);
        }
        return new MasterKeys(keys);
    }

    private static void readFile(Path file, Map<String, byte[]> keys) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            // The cause stays out: a malformed-input message tells nothing, and a path is in this one.
            throw new IllegalStateException("hub.vault.master-key-file: " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + "): check that it exists and that the hub's account may read it");
        }
        int number = 0;
        for (String raw : lines) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = "hub.vault.master-key-file: line " + number;
            int colon = line.indexOf(':');
            String epoch = colon < 0 ? "" : line.substring(0, colon).strip();
            if (!epoch.matches("[A-Za-z0-9._-]{1,40}")) {
                throw new IllegalStateException(where + " is not of the form 'epoch: key in base64'." + HOW);
            }
            if (keys.put(epoch, decode(line.substring(colon + 1).strip(), where)) != null) {
                throw new IllegalStateException(where + " repeats the epoch " + epoch + ": each has one key");
            }
        }
        if (keys.isEmpty() || keys.size() == 1 && keys.containsKey(HASH)) {
            throw new IllegalStateException(
                    "hub.vault.master-key-file: " + file + " holds no line 'epoch: key in base64'." + HOW);
        }
    }

    private static byte[] decode(String base64, String where) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // Not chained: the decoder's message quotes characters of the key.
            throw new IllegalStateException(where + " is not base64 of 32 bytes." + HOW);
        }
        if (key.length != LENGTH) {
            throw new IllegalStateException(where + " has " + key.length + " bytes instead of 32." + HOW);
        }
        return key;
    }

    /** The epoch that wraps what is new. */
    String newest() {
        return newest;
    }

    /** The cipher of one purpose under one epoch. */
    AesGcmJce cipher(String epoch, String purpose) {
        byte[] master = epochs.get(epoch);
        if (master == null) {
            throw new VaultException(
                    VaultException.NO_EPOCH,
                    "master key epoch " + epoch + " is not configured: put its line back into"
                            + " hub.vault.master-key-file",
                    null);
        }
        try {
            return new AesGcmJce(derive(master, purpose));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime offers no AES-256-GCM", e);
        }
    }

    /** A key that is the same for as long as the hub lives, whatever epochs come and go. */
    byte[] lasting(String purpose) {
        return derive(hashing, purpose);
    }

    // Each purpose has a key of its own, so that no output of one can stand in for another's.
    private static byte[] derive(byte[] master, String purpose) {
        try {
            byte[] info = ("dsr-hub vault " + purpose).getBytes(StandardCharsets.UTF_8);
            return Hkdf.computeHkdf("HMACSHA256", master, new byte[0], info, LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime offers no HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "MasterKeys" + epochs.keySet();
    }
}
