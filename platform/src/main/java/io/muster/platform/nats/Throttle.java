package io.muster.platform.nats;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets something happen at most once per second, such as a log line about garbage that anybody can send. */
public final class Throttle {

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong next = new AtomicLong(System.nanoTime());

    /** Runs {@code action} unless another one ran within the last second. */
    public void run(Runnable action) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
            action.run();
        }
    }
}
