package io.muster.kpc.guard;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.platform.nats.Throttle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which addresses guess: those whose credentials or tokens are refused too often are barred for a while, whatever the
 * transport. Each replica counts for itself. Bounded: remembers the {@value #MAX} addresses that failed last, and as
 * many that were barred last.
 */
public final class Addresses {
    private static final Logger LOG = LoggerFactory.getLogger(Addresses.class);
    private static final int MAX = 100_000;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final long ROUND_UP = Duration.ofSeconds(1).toNanos() - 1;

    private final AddressLimits limits;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final Throttle log = new Throttle();
    private final Map<String, Failures> failures = new Latest<>(true);
    /** In the order in which they end, since all last equally long. */
    private final Map<String, Bar> bars = new Latest<>(false);

    /**
     * An address that has to wait.
     *
     * @param until when it may come again, by the clock of this replica
     */
    public record Barred(String address, Instant until) {}

    private record Failures(int count, long since) {}

    private record Bar(long end, Instant until) {}

    /**
     * @param nanoTime measures times, as {@link System#nanoTime} does
     * @param clock only for what is shown
     */
    public Addresses(AddressLimits limits, LongSupplier nanoTime, Clock clock, MeterRegistry metrics) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.clock = clock;
        metrics.gauge("muster.kpc.barred.addresses", this, Addresses::size);
    }

    /** Somebody at the address showed what was not accepted; false if the address is barred, now or already. */
    public synchronized boolean failed(String address) {
        if (limits.maxFailures() == 0) {
            return true;
        }
        long now = expire();
        if (bars.containsKey(address)) {
            return false;
        }
        Failures before = failures.get(address);
        Failures after = before == null || now - before.since > WINDOW
                ? new Failures(1, now)
                : new Failures(before.count + 1, before.since);
        if (after.count <= limits.maxFailures()) {
            failures.put(address, after);
            return true;
        }
        failures.remove(address);
        bars.put(
                address,
                new Bar(now + limits.barredFor().toNanos(), clock.instant().plus(limits.barredFor())));
        log.run(() -> LOG.warn(
                "Address {} is barred for {} s: more than {} credentials and tokens were refused within a minute",
                address,
                limits.barredFor().toSeconds(),
                limits.maxFailures()));
        return false;
    }

    /** How long the address still has to wait, in whole seconds, rounded up; empty if it is welcome. */
    public synchronized Optional<Duration> barred(String address) {
        long now = expire();
        return Optional.ofNullable(bars.get(address))
                .map(bar -> Duration.ofSeconds(
                        Duration.ofNanos(bar.end - now + ROUND_UP).toSeconds()));
    }

    /** Those that have to wait; who was barred first comes first. */
    public synchronized List<Barred> all() {
        expire();
        return bars.entrySet().stream()
                .map(entry -> new Barred(entry.getKey(), entry.getValue().until))
                .toList();
    }

    /** Lets the address in again, its failures forgotten; false if it was not barred. */
    public synchronized boolean lift(String address) {
        expire();
        return bars.remove(address) != null;
    }

    private synchronized int size() {
        expire();
        return bars.size();
    }

    /** Forgets the bars that are over; returns the present time. */
    private long expire() {
        long now = nanoTime.getAsLong();
        Iterator<Bar> oldest = bars.values().iterator();
        while (oldest.hasNext() && now - oldest.next().end >= 0) {
            oldest.remove();
        }
        return now;
    }

    private static final class Latest<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        Latest(boolean byAccess) {
            super(16, 0.75f, byAccess);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MAX;
        }
    }
}
