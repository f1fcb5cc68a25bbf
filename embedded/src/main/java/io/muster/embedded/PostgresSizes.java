package io.muster.embedded;

import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * How much of the machine a new cluster is given: what suits a large fleet where there is plenty, little in a small
 * container.
 *
 * @param memory of the machine or the container, in bytes
 */
record PostgresSizes(long memory) {

    private static final long MEGABYTE = 1L << 20;
    private static final int PART = 16;
    private static final long LEAST_BUFFERS = 128 * MEGABYTE;
    private static final long MOST_BUFFERS = 1_024 * MEGABYTE;

    /** Of this machine. */
    static PostgresSizes here() {
        return new PostgresSizes(
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : LEAST_BUFFERS);
    }

    /**
     * The settings of PostgreSQL that depend on it.
     *
     * <p>The log between two checkpoints stays at a gigabyte, although most of what is written under full load is pages
     * that are logged as a whole after a checkpoint: of a longer log each new file is written with zeros first, and
     * everything that wants to commit waits for that, up to a tenth of a second each time.
     */
    Map<String, String> settings() {
        return Map.of(
                "max_wal_size",
                "1GB",
                "shared_buffers",
                Math.clamp(memory / PART, LEAST_BUFFERS, MOST_BUFFERS) / MEGABYTE + "MB");
    }
}
