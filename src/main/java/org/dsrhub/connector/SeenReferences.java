package org.dsrhub.connector;

import java.nio.ByteBuffer;

/** A set of keyed hashes by their first 64 bits: a million take 16 MB, and two that collide are not to be expected. */
final class SeenReferences {
    private long[] table = new long[64];
    private int size;

    /** @return whether it is new */
    boolean add(byte[] hash) {
        long value = ByteBuffer.wrap(hash).getLong();
        if (!insert(table, value == 0 ? 1 : value)) {
            return false;
        }
        if (++size * 2 > table.length) {
            long[] larger = new long[table.length * 2];
            for (long present : table) {
                if (present != 0) {
                    insert(larger, present);
                }
            }
            table = larger;
        }
        return true;
    }

    private static boolean insert(long[] table, long value) {
        int mask = table.length - 1;
        for (int at = (int) (value ^ value >>> 32) & mask; ; at = at + 1 & mask) {
            if (table[at] == value) {
                return false;
            }
            if (table[at] == 0) {
                table[at] = value;
                return true;
            }
        }
    }
}
