package io.muster.epr.registration;

import io.muster.platform.postgres.DatabaseFailure;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cleans up after interrupted registrations, at the start and from time to time; replicas do not disturb each other. */
public final class Healer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("registration-healer").factory());

    private Healer() {}

    /** @param age how old an unfinished registration must be */
    public static Healer start(Registration registration, Duration age) {
        Healer healer = new Healer();
        healer.clock.scheduleWithFixedDelay(
                () -> heal(registration, age), 0, Math.max(1, age.toMillis() / 4), TimeUnit.MILLISECONDS);
        return healer;
    }

    private static void heal(Registration registration, Duration age) {
        try {
            registration.heal(age);
        } catch (DatabaseFailure unreachable) {
            LOG.debug("Unfinished registrations cannot be looked for: {}", unreachable.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("Unfinished registrations could not be cleaned up", bug);
        }
    }

    @Override
    public void close() {
        clock.shutdown();
    }
}
