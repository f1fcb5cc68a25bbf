package io.muster.platform.postgres;

import java.util.UUID;

/**
 * New IDs of rows: UUIDs of version 7 (RFC 9562), which begin with the time in milliseconds.
 *
 * <p>With random IDs each new row belongs somewhere else in an index, so that all of the index has to be in memory, its
 * pages are logged as a whole after each checkpoint, and a third of it stays empty. IDs that grow come to its end.
 */
public final class TimeOrderedId {

    private static final int TIME_SHIFT = 16;
    private static final long VERSION = 0x7000;
    private static final long RANDOM = 0x0fff;

    private TimeOrderedId() {}

    /** An ID that nobody else has: 74 bits of it are from the secure generator. */
    public static UUID next() {
        UUID random = UUID.randomUUID();
        long time = System.currentTimeMillis() << TIME_SHIFT;
        return new UUID(time | VERSION | random.getMostSignificantBits() & RANDOM, random.getLeastSignificantBits());
    }
}
