package org.dsrhub.vault;

/** Every content in the folder, however small. */
class FolderOnlyVaultTest extends FolderVaultTest {
    @Override
    int inlineLimit() {
        return 0;
    }
}
