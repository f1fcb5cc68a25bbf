package io.muster.platform.config;

import io.muster.platform.nats.EventStreamSettings;
import java.time.Duration;

/** The configuration of the JetStream stream that keeps events for listeners which were away. */
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

    private Events() {}

    public static EventStreamSettings read(Reader reader) {
        return new EventStreamSettings(
                reader.get(MAX_AGE),
                reader.get(MAX_SIZE).bytes(),
                reader.get(DUPLICATE_WINDOW),
                reader.get(REPLICAS),
                EventStreamSettings.DEFAULT.acknowledgementTimeout());
    }
}
