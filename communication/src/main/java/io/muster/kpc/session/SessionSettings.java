package io.muster.kpc.session;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;

/**
 * Limits of one connection.
 *
 * @param maxInFlight messages of one connection in work at the same time; beyond it no more is read
 * @param maxTokens endpoint tokens in use on one connection
 * @param pushQos quality of service of pushes, 0 to 2
 */
public record SessionSettings(int maxInFlight, int maxTokens, int pushQos) {
    /** 64 messages, 10,000 tokens, pushes at QoS 0. */
    public static final SessionSettings DEFAULT = new SessionSettings(64, 10_000, 0);

    private static final Key<Integer> MAX_IN_FLIGHT = Key.integer("kaa.kpc.limits.in-flight-per-connection", 1, 65_535)
            .byDefault(DEFAULT.maxInFlight)
            .about("Messages of one connection in work at the same time; beyond it no more is read from it.");
    private static final Key<Integer> MAX_TOKENS = Key.integer("kaa.kpc.limits.tokens-per-connection", 1, 1_000_000)
            .byDefault(DEFAULT.maxTokens)
            .about("Endpoint tokens in use on one connection; further ones are answered 429.");
    private static final Key<Integer> PUSH_QOS = Key.integer("kaa.kpc.push-qos", 0, 2)
            .byDefault(DEFAULT.pushQos)
            .about("MQTT quality of service of messages that extensions send unasked.");

    /** Reads {@code kaa.kpc}. */
    public static SessionSettings read(Reader reader) {
        return new SessionSettings(reader.get(MAX_IN_FLIGHT), reader.get(MAX_TOKENS), reader.get(PUSH_QOS));
    }
}
