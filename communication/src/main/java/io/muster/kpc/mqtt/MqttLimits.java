package io.muster.kpc.mqtt;

import io.muster.platform.config.ByteSize;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import java.time.Duration;

/**
 * What clients may do to this program.
 *
 * @param maxConnections MQTT connections at the same time
 * @param maxPacketSize largest packet
 * @param maxTopicLength longest topic of a message, in characters
 * @param connectRate CONNECT packets per second that are served
 * @param maxQueued messages to one client that may wait because it does not read or acknowledge
 * @param maxBacklog bytes of such messages over all clients
 * @param slowReaderTimeout how long a client may read nothing while something waits for it
 * @param connectTimeout how long a client may take until its CONNECT is there
 */
public record MqttLimits(
        int maxConnections,
        ByteSize maxPacketSize,
        int maxTopicLength,
        int connectRate,
        int maxQueued,
        ByteSize maxBacklog,
        Duration slowReaderTimeout,
        Duration connectTimeout) {

    /** Defaults that fit a machine with a few gigabytes. */
    public static final MqttLimits DEFAULT = new MqttLimits(
            100_000,
            ByteSize.kib(512),
            1_024,
            2_000,
            1_000,
            ByteSize.mib(64),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10));

    private static final String PREFIX = "kaa.kpc.limits.";
    private static final Key<Integer> MAX_CONNECTIONS = Key.integer(PREFIX + "connections", 1, 10_000_000)
            .byDefault(DEFAULT.maxConnections)
            .about("MQTT connections at the same time; further ones are refused as server busy.");
    private static final Key<ByteSize> MAX_PACKET_SIZE = Key.bytes(
                    PREFIX + "packet-size", ByteSize.kib(1), ByteSize.mib(64))
            .byDefault(DEFAULT.maxPacketSize)
            .about("Largest MQTT packet; a larger one ends the connection.");
    private static final Key<Integer> MAX_TOPIC_LENGTH = Key.integer(PREFIX + "topic-length", 64, 65_535)
            .byDefault(DEFAULT.maxTopicLength)
            .about("Longest topic of a message in characters; longer ones are refused.");
    private static final Key<Integer> CONNECT_RATE = Key.integer(PREFIX + "connects-per-second", 1, 1_000_000)
            .byDefault(DEFAULT.connectRate)
            .about("MQTT CONNECT packets served per second; further ones are refused.");
    private static final Key<Integer> MAX_QUEUED = Key.integer(PREFIX + "queued-per-connection", 1, 100_000)
            .byDefault(DEFAULT.maxQueued)
            .about(
                    "Messages to one client that may wait because it does not read or acknowledge; more end the connection.");
    private static final Key<ByteSize> MAX_BACKLOG = Key.bytes(
                    PREFIX + "queued-bytes", ByteSize.kib(64), ByteSize.mib(65_536))
            .byDefault(DEFAULT.maxBacklog)
            .about(
                    "Size of the messages that may wait so for all clients together; a client that needs more is ended.");
    private static final Key<Duration> SLOW_READER_TIMEOUT = Key.duration(
                    PREFIX + "slow-reader-timeout", Duration.ofMillis(100), Duration.ofHours(1))
            .byDefault(DEFAULT.slowReaderTimeout)
            .about("How long a client may read nothing while messages wait for it.");
    private static final Key<Duration> CONNECT_TIMEOUT = Key.duration(
                    PREFIX + "connect-timeout", Duration.ofMillis(100), Duration.ofMinutes(10))
            .byDefault(DEFAULT.connectTimeout)
            .about("How long a client may take until its MQTT CONNECT is there.");

    /** Reads {@code kaa.kpc.limits}. */
    public static MqttLimits read(Reader reader) {
        return new MqttLimits(
                reader.get(MAX_CONNECTIONS),
                reader.get(MAX_PACKET_SIZE),
                reader.get(MAX_TOPIC_LENGTH),
                reader.get(CONNECT_RATE),
                reader.get(MAX_QUEUED),
                reader.get(MAX_BACKLOG),
                reader.get(SLOW_READER_TIMEOUT),
                reader.get(CONNECT_TIMEOUT));
    }
}
