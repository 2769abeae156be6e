package org.dsrhub.ledger;

import java.security.SecureRandom;
import java.util.UUID;

/** UUID version 7 (RFC 9562): new rows lie side by side in the indexes. */
final class TimeOrderedId {
    private static final SecureRandom RANDOM = new SecureRandom();

    private TimeOrderedId() {}

    static UUID next() {
        long time = System.currentTimeMillis() << 16;
        long high = time | 0x7000L | RANDOM.nextInt(0x1000);
        long low = RANDOM.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
