package org.dsrhub.vault;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param folder where large ciphertext lies; all nodes share it
 * @param masterKey 32 bytes in base64, the only epoch, named "1"; or
 * @param masterKeyFile a file of epochs, see {@link MasterKeys}
 * @param sweepGrace how old a file without a row must be to be deleted; longer than any transaction
 */
@ConfigurationProperties("hub.vault")
record VaultProperties(
        Path folder,
        String masterKey,
        Path masterKeyFile,
        @DefaultValue("P1D") Duration sweepGrace) {

    VaultProperties {
        if (folder == null) {
            throw new IllegalArgumentException(
                    "hub.vault.folder is missing: name a folder that all nodes of the hub share and may write to");
        }
        if (sweepGrace == null || sweepGrace.isNegative() || sweepGrace.isZero()) {
            throw new IllegalArgumentException("hub.vault.sweep-grace must be a positive period such as P1D");
        }
    }

    @Override
    public String toString() {
        return "VaultProperties[folder=" + folder + ", sweepGrace=" + sweepGrace + "]";
    }
}
