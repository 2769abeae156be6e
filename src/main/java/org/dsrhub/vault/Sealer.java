package org.dsrhub.vault;

/** Encrypts small values that belong to no single request, such as the reason of a legal hold, under the master key. */
public interface Sealer {
    /**
     * @param context where the value belongs, for example a row's id; {@link #open} wants the same
     * @return ciphertext, some 40 bytes longer than the value; equal values seal differently
     */
    byte[] seal(byte[] plain, String context);

    /** @throws VaultException where the ciphertext was changed, is another context's, or its master key epoch is gone */
    byte[] open(byte[] sealed, String context);
}
