package io.muster.platform.config;

import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.EventStreamSettings.Limit;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of the JetStream stream that keeps events for listeners which were away. What is not configured stays
 * as it is on a stream that is there.
 */
public final class Events {
    private static final Key<Duration> MAX_AGE = Key.duration(
                    "muster.events.max-age", Duration.ofHours(1), Duration.ofDays(36_500))
            .byDefault(EventStreamSettings.DEFAULT.maxAge())
            .flag("--events-max-age")
            .about("How long events are kept for listeners that were away.");
    private static final Key<ByteSize> MAX_SIZE = Key.bytes(
                    "muster.events.max-size", ByteSize.mib(16), ByteSize.mib(1L << 30))
            .byDefault(new ByteSize(EventStreamSettings.DEFAULT.maxBytes()))
            .flag("--events-max-size")
            .about("Size on disk at which the oldest events go, even if they are younger than muster.events.max-age.");
    private static final Key<Duration> DUPLICATE_WINDOW = Key.duration(
                    "muster.events.duplicate-window", Duration.ofSeconds(10), Duration.ofHours(1))
            .byDefault(EventStreamSettings.DEFAULT.duplicateWindow())
            .about("How long NATS recognises an event that is published again.");
    private static final Key<Integer> REPLICAS = Key.integer("muster.events.replicas", 1, 5)
            .byDefault(EventStreamSettings.DEFAULT.replicas())
            .about("Copies of every event in a NATS cluster; 3 survive the loss of one server.");

    private static final Map<Limit, Key<?>> LIMITS = new EnumMap<>(Map.of(
            Limit.MAX_AGE, MAX_AGE,
            Limit.MAX_SIZE, MAX_SIZE,
            Limit.DUPLICATE_WINDOW, DUPLICATE_WINDOW,
            Limit.REPLICAS, REPLICAS));

    private Events() {}

    /** Insists on what somebody gave a value; defaults are for a stream that has yet to be made. */
    public static EventStreamSettings read(Reader reader) {
        Set<Limit> insisted = EnumSet.noneOf(Limit.class);
        LIMITS.forEach((limit, key) -> {
            if (reader.isGiven(key)) {
                insisted.add(limit);
            }
        });
        return new EventStreamSettings(
                reader.get(MAX_AGE),
                reader.get(MAX_SIZE).bytes(),
                reader.get(DUPLICATE_WINDOW),
                reader.get(REPLICAS),
                insisted,
                EventStreamSettings.DEFAULT.acknowledgementTimeout());
    }
}
