package org.dsrhub.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Small contents in rows, large ones in a folder: the vault as it is installed. */
class FolderVaultTest extends VaultContract {
    @TempDir
    static Path root;

    private Path folder;

    @Override
    LargeStore emptyStore() {
        try {
            folder = Files.createTempDirectory(root, "vault");
            return new FolderStore(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    int inlineLimit() {
        return TinkVault.INLINE_LIMIT;
    }

    @Override
    void replace(LargeStore store, String location, byte[] bytes) throws IOException {
        Files.write(folder.resolve(location), bytes);
    }
}
