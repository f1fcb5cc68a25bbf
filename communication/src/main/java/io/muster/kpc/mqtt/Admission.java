package io.muster.kpc.mqtt;

import java.util.function.LongSupplier;

/** How fast clients may connect. */
final class Admission {
    private static final double NANOS = 1e9;

    private final int rate;
    private final LongSupplier nanoTime;
    private double allowance;
    private long refilled;

    /** @param rate connects per second; as many may come at once */
    Admission(int rate, LongSupplier nanoTime) {
        this.rate = rate;
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
}
