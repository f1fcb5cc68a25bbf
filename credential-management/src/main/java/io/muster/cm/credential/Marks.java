package io.muster.cm.credential;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Says which cached answers are out of date.
 *
 * <p>Whoever reads a credential notes the epoch before it asks the database. Whoever learns that a credential changed
 * marks it, which begins a new epoch. An answer counts only while its credential was not marked after the answer's
 * epoch. So a change also reaches what is being read at this very moment, an event that names only an ID needs no index
 * from IDs to cache keys, and the memory is fixed: marks are kept for groups of credentials by hash, and a mark that
 * hits a stranger of the group merely costs that one a read.
 */
public final class Marks {

    private static final int GROUPS = 1 << 16;

    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLongArray marked = new AtomicLongArray(GROUPS);
    private final LongSupplier interruptions;
    private volatile long interruptionsSeen;
    private volatile long all;

    /**
     * @param interruptions how often the events that say what changed may have been missed; it has to grow before
     *     anything can be asked for that came after
     */
    public Marks(LongSupplier interruptions) {
        this.interruptions = interruptions;
        this.interruptionsSeen = interruptions.getAsLong();
    }

    /** To be noted before reading. */
    public long epoch() {
        return epoch.get();
    }

    /** What was read about {@code subject} before now is out of date. */
    public void mark(Object subject) {
        marked.set(group(subject), epoch.incrementAndGet());
    }

    /** Whatever was read before now may be out of date, since changes may have been missed. */
    public void markAll() {
        all = epoch.incrementAndGet();
    }

    /** Whether something that was read about {@code subject} in {@code epochOfRead} is still right. */
    public boolean current(Object subject, long epochOfRead) {
        long now = interruptions.getAsLong();
        if (now != interruptionsSeen) {
            markAll();
            interruptionsSeen = now;
        }
        return all <= epochOfRead && marked.get(group(subject)) <= epochOfRead;
    }

    private static int group(Object subject) {
        int hash = subject.hashCode() * 0x9e3779b9;
        return hash >>> 16;
    }
}
