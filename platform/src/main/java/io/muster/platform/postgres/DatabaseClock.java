package io.muster.platform.postgres;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of the database server: what replicas store and tell can be compared, whatever the clocks of their machines
 * say, and however these are set while the program runs.
 *
 * <p>The server is asked from time to time; in between the time goes on by the steady counter of this machine. How long a
 * question took says how far off its answer may be. An answer is taken over when it is more exact than what is known, of
 * which the error grows as the counters drift apart, or when it contradicts that: then the server's clock was set.
 */
public final class DatabaseClock extends Clock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Parts of a second that counters of two machines differ after a second, in the worst case. */
    private static final double DRIFT = 0.0002;

    private final Supplier<Instant> server;
    private final LongSupplier counter;
    private final Thread asking;
    private volatile Reading reading;

    /** What time it was by the server, plus or minus {@code error} nanoseconds, when the counter stood there. */
    private record Reading(Instant time, long counter, long error) {

        Instant at(long now) {
            return time.plusNanos(now - counter);
        }

        double errorAt(long now) {
            return error + DRIFT * (now - counter);
        }
    }

    DatabaseClock(Supplier<Instant> server, LongSupplier counter) {
        this.server = server;
        this.counter = counter;
        this.reading = read();
        this.asking = Thread.ofVirtual().name("database-clock").unstarted(this::follow);
    }

    /**
     * The clock of the server behind {@code database}.
     *
     * @throws DatabaseFailure when it cannot be asked now
     */
    public static DatabaseClock of(Database database) {
        DatabaseClock clock = new DatabaseClock(() -> now(database), System::nanoTime);
        // The first question took as long as connecting did, and tells little.
        clock.look();
        clock.asking.start();
        return clock;
    }

    private static Instant now(Database database) {
        OffsetDateTime now =
                database.query("SELECT clock_timestamp()").iterator().next().getOffsetDateTime(0);
        return now.toInstant();
    }

    private Reading read() {
        long before = counter.getAsLong();
        Instant time = server.get();
        long after = counter.getAsLong();
        return new Reading(time, before + (after - before) / 2, (after - before) / 2);
    }

    /** Asks the server once more. */
    void look() {
        Reading known = reading;
        Reading fresh = read();
        double error = known.errorAt(fresh.counter());
        double difference = Math.abs((double)
                Duration.between(known.at(fresh.counter()), fresh.time()).toNanos());
        if (fresh.error() <= error || difference > error + fresh.error()) {
            reading = fresh;
        }
    }

    private void follow() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                try {
                    look();
                } catch (DatabaseFailure unreachable) {
                    LOG.debug("The time cannot be asked now: {}", unreachable.getMessage());
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Instant instant() {
        return reading.at(counter.getAsLong());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Times of this clock are moments; another zone changes nothing about them. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    /** Asks no more; the time goes on. */
    @Override
    public void close() {
        asking.interrupt();
    }
}
