package io.muster.cm.client;

import io.muster.cm.secret.PasswordParameters;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import java.time.Duration;

/**
 * Passwords and guessing.
 *
 * @param hash cost of new password hashes; others are upgraded at their next use
 * @param concurrency hashes computed at the same time; each takes the memory the cost says
 * @param waiting hashes that may wait
 * @param remembered verified pairs that are remembered, so that they need not be hashed again
 * @param maxFailures failed attempts after which a user is locked; 0 for never
 * @param failureWindow failures older than this are forgotten
 * @param lock how long a user stays locked
 */
public record LoginSettings(
        PasswordParameters hash,
        int concurrency,
        int waiting,
        int remembered,
        int maxFailures,
        Duration failureWindow,
        Duration lock) {

    /** Half of the processors, 1,000 waiting, 50,000 pairs, ten failures in five minutes lock for one minute. */
    public static final LoginSettings DEFAULT = new LoginSettings(
            PasswordParameters.DEFAULT,
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            1_000,
            50_000,
            10,
            Duration.ofMinutes(5),
            Duration.ofMinutes(1));

    private static final Key<Integer> MEMORY = Key.integer("kaa.cm.password.memory-kib", 64, 1 << 20)
            .byDefault(DEFAULT.hash().memory())
            .about("Memory of one password hash in KiB.");
    private static final Key<Integer> ITERATIONS = Key.integer("kaa.cm.password.iterations", 1, 100)
            .byDefault(DEFAULT.hash().iterations())
            .about("Passes of a password hash over its memory.");
    private static final Key<Integer> CONCURRENCY = Key.integer("kaa.cm.password.concurrency", 1, 1_000)
            .byDefaultAs("half of the processors")
            .about("Password hashes computed at the same time.");
    private static final Key<Integer> WAITING = Key.integer("kaa.cm.password.queue-length", 1, 1_000_000)
            .byDefault(DEFAULT.waiting())
            .about("Password hashes that may wait; further logins are refused.");
    private static final Key<Integer> REMEMBERED = Key.integer("kaa.cm.password.remembered", 0, 100_000_000)
            .byDefault(DEFAULT.remembered())
            .about("Verified pairs that need not be hashed again.");
    private static final Key<Integer> MAX_FAILURES = Key.integer("kaa.cm.lock.max-failures", 0, 1_000_000)
            .byDefault(DEFAULT.maxFailures())
            .about("Failed logins after which a user is locked for a while; 0 for never.");
    private static final Key<Duration> FAILURE_WINDOW = Key.duration(
                    "kaa.cm.lock.window", Duration.ofSeconds(1), Duration.ofDays(30))
            .byDefault(DEFAULT.failureWindow())
            .about("Failed logins further apart are not added up.");
    private static final Key<Duration> LOCK = Key.duration(
                    "kaa.cm.lock.duration", Duration.ofSeconds(1), Duration.ofDays(30))
            .byDefault(DEFAULT.lock())
            .about("How long a user stays locked.");

    /** Reads the settings. */
    public static LoginSettings read(Reader reader) {
        return new LoginSettings(
                new PasswordParameters(
                        reader.get(MEMORY),
                        reader.get(ITERATIONS),
                        DEFAULT.hash().parallelism()),
                reader.find(CONCURRENCY).orElse(DEFAULT.concurrency()),
                reader.get(WAITING),
                reader.get(REMEMBERED),
                reader.get(MAX_FAILURES),
                reader.get(FAILURE_WINDOW),
                reader.get(LOCK));
    }
}
