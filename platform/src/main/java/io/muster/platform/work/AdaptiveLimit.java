package io.muster.platform.work;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How many pieces of work may be under way at the same time, found out from how long they take.
 *
 * <p>Why: beyond what whoever does the work can do at once, one more piece under way does not make more of them end per
 * second, it only makes all of them wait longer: what is under way is the rate times the time each takes (Little's law).
 * A fixed number is hence a waiting time that depends on the machine: a thousand is a third of a second on one and ten
 * seconds on another. Here the time is fixed and the number follows. What finds no place is refused at once, which costs
 * little, and whoever asked can do something sensible while it would have waited.
 *
 * <p>How: pieces are watched in windows of {@value #WINDOW_MILLIS} ms, or as long as it takes until {@value #ENOUGH} have
 * ended. When their mean time is above what is allowed, the limit falls to what Little's law gives for the rate at which
 * they ended, though not below its half at once, since a single window may have met a pause. When the mean is below and
 * the limit was reached, it grows by an eighth. A limit that nobody reaches stays.
 *
 * <p>Allowed is the bound that was given, or twice the usual time where that is longer, for work that always takes long:
 * without it the limit of a slow but idle worker would fall to nothing. The usual time is learnt while at most
 * {@code least} pieces are under way, which do not wait for each other; while there are more it can only become less,
 * else a queue that lasts would become what is usual. Where a flood comes before anything is known, its shortest piece
 * stands for it.
 *
 * <p>Safe for use by many threads; nothing here blocks for longer than a few instructions.
 */
public final class AdaptiveLimit {

    private static final int WINDOW_MILLIS = 100;
    private static final int ENOUGH = 20;
    private static final int GROWTH = 8;
    private static final int USUAL_WEIGHT = 8;

    private final int least;
    private final int most;
    private final long bound;
    private final LongSupplier nanoTime;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile int limit;
    private long windowBegan;
    private long ended;
    private long total;
    private long shortest = Long.MAX_VALUE;
    private int peak;
    private long usual;

    /**
     * @param least never fewer may be under way
     * @param start how many may be under way before anything is known
     * @param most never more
     * @param bound mean time that is always allowed
     */
    public AdaptiveLimit(int least, int start, int most, Duration bound) {
        this(least, start, most, bound, System::nanoTime);
    }

    AdaptiveLimit(int least, int start, int most, Duration bound, LongSupplier nanoTime) {
        this.least = Math.min(least, most);
        this.most = most;
        this.limit = Math.clamp(start, this.least, most);
        this.bound = bound.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Begins a piece of work if there is a place; what began has to end by {@link #ended} or {@link #left}. */
    public boolean enter() {
        return enter(1);
    }

    /** Like {@link #enter()}, with so many times the limit, for those who come before others. */
    public boolean enter(int times) {
        long places = Math.min(most, (long) times * limit);
        int now = underWay.incrementAndGet();
        if (now > places) {
            underWay.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A piece has ended that began at that time of {@link System#nanoTime}. */
    public void ended(long began) {
        int before = underWay.getAndDecrement();
        watch(began, before);
    }

    /** A piece is given up; how long it would have taken is not known. */
    public void left() {
        underWay.decrementAndGet();
    }

    /** How many are under way now. */
    public int underWay() {
        return underWay.get();
    }

    /** How many may be under way now. */
    public int limit() {
        return limit;
    }

    private synchronized void watch(long began, int together) {
        long now = nanoTime.getAsLong();
        if (ended == 0) {
            windowBegan = now;
        }
        long took = now - began;
        ended++;
        total += took;
        shortest = Math.min(shortest, took);
        peak = Math.max(peak, together);
        long window = now - windowBegan;
        if (ended >= ENOUGH && window >= TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS)) {
            judge(total / ended, (double) ended / window);
            ended = 0;
            total = 0;
            peak = 0;
            shortest = Long.MAX_VALUE;
        }
    }

    private void judge(long mean, double rate) {
        learn(mean);
        long allowed = Math.max(bound, 2 * usual);
        if (mean > allowed && peak > least) {
            limit = Math.max(least, Math.max(limit / 2, Math.min(limit, (int) (rate * allowed))));
        } else if (mean <= allowed && peak >= limit) {
            limit = Math.min(most, limit + Math.max(1, limit / GROWTH));
        }
    }

    private void learn(long mean) {
        if (usual == 0) {
            usual = peak <= least ? mean : shortest;
        } else if (peak <= least) {
            usual += (mean - usual) / USUAL_WEIGHT;
        } else {
            usual = Math.min(usual, mean);
        }
    }
}
