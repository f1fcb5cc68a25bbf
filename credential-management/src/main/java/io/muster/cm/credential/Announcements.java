package io.muster.cm.credential;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets whoever ends a credential wait until that was announced.
 *
 * <p>The announcement is published by the change feed of the replica that owns its partition, once, in order, and from
 * the durable change record; that may be another replica. So nobody publishes beside the feed, which would make every
 * event come twice. Instead the writer wakes all feeds at once and waits until it hears the event itself, as everybody
 * else hears it. The wait is bounded and is left out while NATS is away: the change is stored and the feed follows.
 */
public final class Announcements {

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final Map<UUID, Set<CountDownLatch>> waiting = new ConcurrentHashMap<>();
    private final Runnable bell;
    private final BooleanSupplier reachable;
    private final Duration patience;

    /**
     * @param bell wakes the change feeds of all replicas
     * @param reachable whether NATS is connected
     * @param patience longest wait
     */
    public Announcements(Runnable bell, BooleanSupplier reachable, Duration patience) {
        this.bell = bell;
        this.reachable = reachable;
        this.patience = patience;
    }

    /** The announcement for {@code id} was heard. */
    public void heard(UUID id) {
        waiting.getOrDefault(id, Set.of()).forEach(CountDownLatch::countDown);
    }

    /** Something was written that is to be announced; nobody waits for it. */
    public void ring() {
        bell.run();
    }

    /**
     * Carries out {@code write} and returns after the end of credential {@code id} was announced.
     *
     * @param write yields the written row, or nothing when nothing was written
     */
    public <C> Optional<C> await(UUID id, Supplier<Optional<C>> write) {
        CountDownLatch latch = new CountDownLatch(1);
        waiting.compute(id, (key, latches) -> {
            Set<CountDownLatch> all = latches == null ? ConcurrentHashMap.newKeySet() : latches;
            all.add(latch);
            return all;
        });
        try {
            Optional<C> written = write.get();
            if (written.isPresent()) {
                bell.run();
                waitFor(latch);
            }
            return written;
        } finally {
            waiting.computeIfPresent(id, (key, latches) -> {
                latches.remove(latch);
                return latches.isEmpty() ? null : latches;
            });
        }
    }

    private void waitFor(CountDownLatch latch) {
        try {
            if (reachable.getAsBoolean() && !latch.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A revocation is stored, but was not announced within {} ms yet", patience.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
