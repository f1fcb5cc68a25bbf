package io.muster.kpc.mqtt;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much waits for clients that do not read or acknowledge, over all connections: what one connection may hold is
 * little, but all of them together must not fill the memory either.
 */
final class Backlog {
    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    /** @param limit in bytes */
    Backlog(long limit) {
        this.limit = limit;
    }

    /** Adds so many bytes; false, and nothing added, if that would be too many. */
    boolean take(long count) {
        if (bytes.addAndGet(count) > limit) {
            bytes.addAndGet(-count);
            return false;
        }
        return true;
    }

    /** So many bytes wait no longer. */
    void give(long count) {
        bytes.addAndGet(-count);
    }

    long bytes() {
        return bytes.get();
    }
}
