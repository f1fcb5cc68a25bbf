package io.muster.kpc.session;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Credentials revoked a short while ago. A verdict that was asked for before the revocation was heard may be older than
 * it, so it does not count; one asked for afterwards does, since the credential may have been re-activated.
 */
public final class Revoked {
    private final Map<String, Long> times = new ConcurrentHashMap<>();
    private final long memory;

    /** @param memory how old a verdict can be at most */
    public Revoked(Duration memory) {
        this.memory = memory.toNanos();
    }

    /** The credential of that ID is revoked now. */
    public void add(String id) {
        times.put(id, System.nanoTime());
    }

    /** Whether the credential has been revoked since {@code asked}, a {@link System#nanoTime()}. */
    public boolean since(String id, long asked) {
        Long time = times.get(id);
        return time != null && time - asked >= 0;
    }

    /** Forgets what no verdict under way can be older than; to be called now and then. */
    public void expire() {
        long now = System.nanoTime();
        times.values().removeIf(time -> now - time > memory);
    }
}
