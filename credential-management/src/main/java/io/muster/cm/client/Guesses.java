package io.muster.cm.client;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.platform.postgres.DatabaseFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wrong passwords of known users: kept with the user, so that all replicas count together, and shown as figures. */
final class Guesses {

    private static final Logger LOG = LoggerFactory.getLogger(Guesses.class);

    private final LoginStore store;
    private final Counter failures;
    private final Counter locks;

    Guesses(LoginStore store, MeterRegistry metrics) {
        this.store = store;
        failures = Counter.builder("muster.cm.password.failures")
                .description("Wrong passwords of known users")
                .register(metrics);
        locks = Counter.builder("muster.cm.password.locks")
                .description("Users locked because of too many wrong passwords")
                .register(metrics);
    }

    /** Counts beside the answer: otherwise its time would tell a wrong password from an unknown user. */
    void wrong(Login login) {
        failures.increment();
        Thread.ofVirtual().name("cm-failed-login").start(() -> {
            try {
                store.failed(login)
                        .filter(counted -> !counted.lockedUntil().equals(login.lockedUntil()))
                        .ifPresent(this::locked);
            } catch (DatabaseFailure unreachable) {
                LOG.debug("A failed attempt is not counted: {}", unreachable.getMessage());
            }
        });
    }

    private void locked(Login login) {
        locks.increment();
        LOG.info("Client credential {} is locked after {} wrong passwords", login.id(), login.failures());
    }
}
