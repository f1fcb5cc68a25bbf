package io.muster.platform.feed;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Spreads the work of the change feed: everything about one subject (an endpoint, a filter, a token's endpoint) falls
 * into one partition, and a partition is worked on by one replica at a time. Hence order per subject holds while replicas
 * share the work.
 */
public final class Partitions {

    /** Number of partitions; fixed, since stored rows carry their partition. */
    public static final int COUNT = 16;

    private Partitions() {}

    /** The partition of a subject: FNV-1a over its UTF-8 form, so that it never changes between releases. */
    public static short of(String subject) {
        int hash = 0x811c9dc5;
        for (byte b : subject.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return (short) Math.floorMod(hash ^ (hash >>> 16), COUNT);
    }

    /** As statements take them. */
    public static Short[] array(Set<Integer> partitions) {
        return partitions.stream().map(Integer::shortValue).toArray(Short[]::new);
    }
}
