package io.muster.kpc.mqtt;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How fast clients may connect, and how often an address may fail before it has to wait. Bounded: remembers the
 * {@value #MAX_ADDRESSES} addresses that failed last.
 */
final class Admission {
    private static final int MAX_ADDRESSES = 100_000;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final double NANOS = 1e9;

    private final int rate;
    private final int maxFailures;
    private final LongSupplier nanoTime;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };
    private double allowance;
    private long refilled;

    private record Failures(int count, long since) {}

    /**
     * @param rate connects per second; as many may come at once
     * @param maxFailures of one address per minute
     */
    Admission(int rate, int maxFailures, LongSupplier nanoTime) {
        this.rate = rate;
        this.maxFailures = maxFailures;
        this.nanoTime = nanoTime;
        this.allowance = rate;
        this.refilled = nanoTime.getAsLong();
    }

    /** Whether one more client may connect now. */
    synchronized boolean connect() {
        long now = nanoTime.getAsLong();
        allowance = Math.min(rate, allowance + (now - refilled) / NANOS * rate);
        refilled = now;
        if (allowance < 1) {
            return false;
        }
        allowance--;
        return true;
    }

    /** Somebody at the address was refused; false if that has happened too often. */
    synchronized boolean failed(String address) {
        long now = nanoTime.getAsLong();
        Failures before = failures.get(address);
        Failures after = before == null || now - before.since > WINDOW
                ? new Failures(1, now)
                : new Failures(before.count + 1, before.since);
        failures.put(address, after);
        return after.count <= maxFailures;
    }

    /** Whether the address has to wait. */
    synchronized boolean barred(String address) {
        Failures known = failures.get(address);
        return known != null && known.count > maxFailures && nanoTime.getAsLong() - known.since <= WINDOW;
    }
}
