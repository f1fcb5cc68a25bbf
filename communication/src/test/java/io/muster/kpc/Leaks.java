package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's leak detector, put in its place by a system property of the build: remembers the buffers that were collected
 * as garbage without having been released.
 */
public final class Leaks<T> extends ResourceLeakDetector<T> {
    private static final String DELIBERATE = "leaked on purpose";
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    /** As Netty wants it. */
    public Leaks(Class<?> type, int samplingInterval) {
        super(type, samplingInterval);
    }

    /** As older versions of Netty want it; it complains where this is missing. */
    public Leaks(Class<?> type, int samplingInterval, long unused) {
        super(type, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
        FOUND.add(type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
        FOUND.add(type);
    }

    /** Every buffer is watched from now on. */
    static void watch() {
        FOUND.clear();
        ResourceLeakDetector.setLevel(Level.PARANOID);
    }

    /** Fails if a buffer was lost since {@link #watch}; loses one itself, to be sure that this would be found. */
    static void none() throws Throwable {
        leak();
        Await.until(() -> {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer().release();
            assertThat(FOUND).anyMatch(records -> records.contains(DELIBERATE));
        });
        ResourceLeakDetector.setLevel(Level.SIMPLE);
        assertThat(FOUND).allMatch(records -> records.contains(DELIBERATE));
    }

    private static void leak() {
        PooledByteBufAllocator.DEFAULT.directBuffer().touch(DELIBERATE);
    }
}
