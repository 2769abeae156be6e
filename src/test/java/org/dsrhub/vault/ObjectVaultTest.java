package org.dsrhub.vault;

/** A large store that is no folder. */
class ObjectVaultTest extends VaultContract {
    @Override
    LargeStore emptyStore() {
        return new MemoryStore();
    }

    @Override
    int inlineLimit() {
        return TinkVault.INLINE_LIMIT;
    }

    @Override
    void replace(LargeStore store, String location, byte[] bytes) {
        ((MemoryStore) store).replace(location, bytes);
    }
}
