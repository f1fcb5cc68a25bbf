package io.muster.platform.trace;

import java.security.SecureRandom;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * The correlation ID of the request, MQTT message or NATS message that the current thread works on.
 *
 * <p>Edges open a scope; everything below it (log lines, calls to other services, events caused) reads the ID here, so
 * that it need not be a parameter of every method. It lives in the logging context of the thread.
 */
public final class Correlation {

    /** Name of the logging context entry. */
    public static final String MDC_KEY = "correlationId";

    /** Longest ID that is accepted from outside; longer ones are cut, since they travel in every log line and event. */
    public static final int MAX_LENGTH = 128;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final char[] ALPHABET = "0123456789abcdefghijklmnopqrstuv".toCharArray();
    private static final int GENERATED_LENGTH = 20;

    private Correlation() {}

    /** The ID of the current scope, or a new one outside of any scope. */
    public static String current() {
        String id = MDC.get(MDC_KEY);
        return id == null ? newId() : id;
    }

    /** A new ID: 20 characters of lower-case base 32. */
    public static String newId() {
        byte[] random = new byte[GENERATED_LENGTH];
        RANDOM.nextBytes(random);
        char[] id = new char[GENERATED_LENGTH];
        for (int i = 0; i < id.length; i++) {
            id[i] = ALPHABET[random[i] & 31];
        }
        return new String(id);
    }

    /**
     * An ID as it came from outside, made safe for logs and headers: control characters become {@code _}, the length is
     * limited to {@value #MAX_LENGTH}; an empty one is replaced by a new ID.
     */
    public static String sanitized(String given) {
        if (given.isBlank()) {
            return newId();
        }
        String cut = given.length() > MAX_LENGTH ? given.substring(0, MAX_LENGTH) : given;
        return cut.chars().anyMatch(Character::isISOControl) ? cut.replaceAll("\\p{Cntrl}", "_") : cut;
    }

    /** Runs {@code work} under {@code id} and restores the previous scope afterwards. */
    public static void run(String id, Runnable work) {
        call(id, () -> {
            work.run();
            return id;
        });
    }

    /** Runs {@code work} under {@code id}, restores the previous scope afterwards, and returns the result. */
    public static <T> T call(String id, Supplier<T> work) {
        String previous = MDC.get(MDC_KEY);
        MDC.put(MDC_KEY, id);
        try {
            return work.get();
        } finally {
            if (previous == null) {
                MDC.remove(MDC_KEY);
            } else {
                MDC.put(MDC_KEY, previous);
            }
        }
    }
}
