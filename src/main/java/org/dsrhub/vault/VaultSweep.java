package org.dsrhub.vault;

/**
 * Deletes files to which no row refers: what a rolled-back transaction, a crash or a failed deletion left behind. Safe
 * on all nodes at once; files younger than {@code hub.vault.sweep-grace} stay, their row may still be on its way.
 */
public interface VaultSweep {
    /** @return how many files were deleted */
    int sweep();
}
