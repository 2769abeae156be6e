package org.dsrhub.vault;

import com.google.crypto.tink.subtle.Random;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Master keys of tests. */
final class Keys {
    private Keys() {}

    static String random() {
        return Base64.getEncoder().encodeToString(Random.randBytes(32));
    }

    static MasterKeys single(String base64) {
        return MasterKeys.from(properties(base64, null));
    }

    static MasterKeys file(Path folder, String... lines) {
        try {
            Path file = Files.createTempFile(folder, "master", ".keys");
            Files.write(file, List.of(lines));
            return MasterKeys.from(properties(null, file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static VaultProperties properties(String masterKey, Path masterKeyFile) {
        return new VaultProperties(Path.of("unused"), masterKey, masterKeyFile, Duration.ofDays(1));
    }
}
