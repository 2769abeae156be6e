package org.dsrhub.ledger;

import java.util.Arrays;
import java.util.UUID;

/** A set of ids, filled in PostgreSQL's order (unsigned bytes) and then only asked: 16 bytes each, a million fit well. */
final class SortedIds {
    private long[] high = new long[64];
    private long[] low = new long[64];
    private int size;

    void add(UUID id) {
        if (size == high.length) {
            high = Arrays.copyOf(high, size * 2);
            low = Arrays.copyOf(low, size * 2);
        }
        high[size] = id.getMostSignificantBits();
        low[size] = id.getLeastSignificantBits();
        size++;
    }

    boolean contains(UUID id) {
        int from = 0;
        int to = size - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Long.compareUnsigned(high[middle], id.getMostSignificantBits());
            if (order == 0) {
                order = Long.compareUnsigned(low[middle], id.getLeastSignificantBits());
            }
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return false;
    }

    int size() {
        return size;
    }
}
