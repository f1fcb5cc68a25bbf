package io.muster.platform.feed;

import io.muster.platform.nats.EventStream;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change feed: carries every stored change to everybody who listens, at least once, in order per subject.
 *
 * <p>A write stores its change record in the same statement as the change itself. The feed of the replica that owns the
 * record's partition then repeats this cycle: read a batch in order → let the {@link FeedProcessor} decide the events
 * and what to store → publish the events and wait until JetStream has them → in one transaction prove that the
 * partitions are still owned, store, and remove the records; see {@link RecordQueue}. A crash anywhere repeats the batch
 * with the same message IDs, so nothing is lost, and JetStream drops what it has already.
 *
 * <p>That transaction does not wait for the disk: if the database crashes and loses it, the records are there again and
 * so is what they were decided on, which is the crash just before it. No later change can survive without it, since the
 * log of the database is one sequence. So a change reaches its listeners at the pace of NATS, and the disk is left to
 * those who write.
 *
 * <p>Reading is safe although sequence numbers are drawn before commit: records are removed, not skipped by a cursor, so
 * one that becomes visible late is simply found later; and the next change of the same subject can only be stored after
 * the previous one was committed, so per subject the order of numbers is the order of changes.
 *
 * <p>A record that fails by itself is retried alone and finally parked with the reason; it never blocks its partition,
 * only later records of its own subject, whose order would be lost otherwise. See {@link ParkedRecords}.
 */
public final class Feed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** Leases are prolonged more often than the backlog is worth counting. */
    private static final int BEATS_PER_SAMPLE = 10;

    /**
     * Least time for a small batch, in nanoseconds. What a batch costs all who take part hardly depends on its size; without
     * this, a few changes at a time would be carried out at half of the greatest rate, at the price of all of it.
     */
    private static final long PACE = 1_000_000;

    /** So many are worth a batch of their own at once. */
    private static final int ENOUGH = 16;

    private final ChangeRecords records;
    private final Database database;
    private final EventStream stream;
    private final FeedProcessor processor;
    private final FeedSettings settings;
    private final Leases leases;
    private final JustWritten written = new JustWritten();
    private final RecordQueue queue;
    private final FeedMetrics metrics;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wake;
    private volatile boolean running = true;
    private volatile boolean draining;
    private volatile int share;
    private volatile Set<Integer> owned = Set.of();
    private volatile Set<Integer> lost = Set.of();
    private volatile boolean cutOff;
    private final AtomicBoolean sampling = new AtomicBoolean();
    private final Thread worker;
    private final Thread heart;

    /** @param replica ID of this process, unique among the replicas that share the database */
    public Feed(
            Database database,
            EventStream stream,
            FeedProcessor processor,
            FeedSettings settings,
            FeedMetrics metrics,
            String replica) {
        this.records = new ChangeRecords(database);
        this.database = database;
        this.stream = stream;
        this.processor = processor;
        this.settings = settings;
        this.metrics = metrics;
        this.leases = new Leases(database, replica, settings.lease());
        this.queue = new RecordQueue(database, leases, settings.batch(), written, processor.beside());
        this.worker = Thread.ofVirtual().name("feed-" + database.schema()).unstarted(this::work);
        this.heart = Thread.ofVirtual().name("feed-lease-" + database.schema()).unstarted(this::beat);
    }

    /** Starts to work. */
    public void start() {
        heart.start();
        worker.start();
    }

    /** There is something new: look at once. Called after the commit of a change. */
    public void wake() {
        lock.lock();
        try {
            wake = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** This process has committed these records: those that will be worked on here need not be read. Wakes nobody. */
    public void written(List<Written> records) {
        Set<Integer> mine = owned;
        records.stream().filter(record -> mine.contains(record.partition())).forEach(written::add);
    }

    /** Partitions this replica works on now. */
    public Set<Integer> owned() {
        return owned;
    }

    /** How much waits to be published. */
    public Backlog backlog() {
        return records.backlog();
    }

    private void work() {
        while (running) {
            if (cutOff && !stream.reachable()) {
                pause();
                continue;
            }
            cutOff = false;
            try {
                if (turn()) {
                    return;
                }
            } catch (FeedProcessor.LeaseLost lost) {
                owned = Set.of();
            } catch (FeedProcessor.DecideAgain changed) {
                LOG.debug("A batch is decided again: {}", changed.getMessage());
            } catch (IOException unconfirmed) {
                metrics.interrupted();
                LOG.warn("The change feed leaves its partitions to others: {}", unconfirmed.getMessage());
                standDown();
                pause();
            } catch (DatabaseFailure failure) {
                if (failure.retryable()) {
                    LOG.debug("A batch is tried again: {}", failure.getMessage());
                    continue;
                }
                metrics.interrupted();
                LOG.warn("The change feed pauses: {}", failure.getMessage());
                pause();
            } catch (RuntimeException bug) {
                metrics.interrupted();
                LOG.error("The change feed met an unexpected failure and tries again", bug);
                pause();
            }
        }
    }

    /** One batch and a little of the work besides; returns whether that was the last. */
    private boolean turn() throws IOException {
        boolean keeps = false;
        try {
            balance();
            Set<Integer> mine = owned;
            boolean last = draining;
            List<ChangeRecord> batch = queue.next(mine, last);
            if (!batch.isEmpty()) {
                process(batch);
            }
            boolean more = !draining && queue.allNew() && processor.step(mine, leases::check);
            if (batch.isEmpty() && last) {
                return true;
            }
            keeps = !batch.isEmpty() || more;
        } finally {
            if (!keeps) {
                queue.forget();
            }
        }
        if (!keeps) {
            await(settings.poll());
        }
        return false;
    }

    private void process(List<ChangeRecord> batch) throws IOException {
        try {
            carryOut(batch);
        } catch (DatabaseFailure | FeedProcessor.LeaseLost | FeedProcessor.DecideAgain notTheRecords) {
            throw notTheRecords;
        } catch (RuntimeException failure) {
            Set<String> held = new HashSet<>();
            for (ChangeRecord single : batch) {
                if (!held.contains(single.subject()) && !processAlone(single)) {
                    held.add(single.subject());
                }
            }
        }
    }

    /** Returns whether it was published; otherwise it is parked, and what follows of its subject has to wait. */
    private boolean processAlone(ChangeRecord single) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                carryOut(List.of(single));
                return true;
            } catch (DatabaseFailure | FeedProcessor.LeaseLost | FeedProcessor.DecideAgain notTheRecord) {
                throw notTheRecord;
            } catch (RuntimeException failure) {
                if (attempt >= settings.attempts()) {
                    LOG.error("Change {} of {} is parked", single.sequence(), single.subject(), failure);
                    park(single, failure.toString());
                    metrics.parked();
                    return false;
                }
            }
        }
    }

    private void carryOut(List<ChangeRecord> batch) throws IOException {
        long start = System.nanoTime();
        RecordQueue.OwnedReading reading = queue.reading(batch);
        FeedProcessor.Outcome outcome = processor.process(batch, reading);
        reading.confirm();
        queue.storeAhead(batch, outcome.ahead());
        stream.publish(outcome.events());
        awaitCompany(batch.size(), start + PACE);
        List<ChangeRecord> done = new ArrayList<>(batch);
        done.removeAll(outcome.postponed());
        queue.finish(done, outcome.stores(), owned);
        metrics.processed(done, outcome.events().size(), System.nanoTime() - start);
    }

    /** What has come meanwhile is worked on together; nothing that is published by now has to wait for it. */
    private static void awaitCompany(int size, long until) {
        long left = until - System.nanoTime();
        if (size < ENOUGH && left > 0) {
            LockSupport.parkNanos(left);
        }
    }

    private void park(ChangeRecord single, String reason) {
        database.inTransaction(tx -> {
            leases.check(tx, Set.of(single.partition()));
            return ChangeRecords.park(tx, single, reason);
        });
    }

    /** Takes free partitions up to the fair share, gives back what is beyond it. */
    private void balance() {
        int wanted = share;
        forgetLost();
        Set<Integer> mine = owned;
        if (mine.size() < wanted && !draining) {
            Set<Integer> taken = leases.acquire(wanted - mine.size(), mine);
            if (!taken.isEmpty()) {
                processor.acquired(taken);
                // Among them may be one that was another replica's for a while.
                queue.forget();
                Set<Integer> more = new HashSet<>(mine);
                more.addAll(taken);
                owned = Set.copyOf(more);
            }
        } else if (mine.size() > wanted && wanted > 0) {
            Set<Integer> kept = mine.stream().sorted().limit(wanted).collect(Collectors.toSet());
            Set<Integer> surplus = new HashSet<>(mine);
            surplus.removeAll(kept);
            leases.release(surplus);
            owned = Set.copyOf(kept);
        }
    }

    /**
     * NATS may be out of reach for this replica alone: others can publish what it cannot, so it counts as gone until NATS
     * answers it again.
     */
    private void standDown() {
        cutOff = true;
        Set<Integer> mine = owned;
        owned = Set.of();
        try {
            leases.withdraw(mine);
        } catch (DatabaseFailure unreachable) {
            LOG.debug("Leases end by themselves: {}", unreachable.getMessage());
        }
    }

    /** Partitions that others own meanwhile would count as a part of the share for ever if no change came. */
    private void forgetLost() {
        if (!lost.isEmpty()) {
            Set<Integer> kept = new HashSet<>(owned);
            kept.removeAll(lost);
            lost = Set.of();
            owned = Set.copyOf(kept);
        }
    }

    /** Apart from the leases, which cannot wait until a large backlog is counted. */
    private void sample() {
        if (sampling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("feed-figures-" + database.schema()).start(() -> {
                try {
                    metrics.sampled(records.backlog());
                } catch (DatabaseFailure unreachable) {
                    LOG.debug("The backlog cannot be counted: {}", unreachable.getMessage());
                } finally {
                    sampling.set(false);
                }
            });
        }
    }

    private void beat() {
        for (int beats = 0; running; beats++) {
            try {
                if (beats % BEATS_PER_SAMPLE == 0) {
                    sample();
                }
                if (cutOff) {
                    pauseHeart();
                    continue;
                }
                Set<Integer> gone = new HashSet<>(owned);
                Leases.Share now = leases.announce(gone);
                gone.removeAll(now.held());
                lost = Set.copyOf(gone);
                if (now.fair() != share || !gone.isEmpty()) {
                    share = now.fair();
                    wake();
                }
            } catch (DatabaseFailure unreachable) {
                LOG.debug("Leases could not be prolonged: {}", unreachable.getMessage());
            }
            pauseHeart();
        }
    }

    private void pauseHeart() {
        try {
            Thread.sleep(settings.lease().dividedBy(4));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() {
        await(settings.retry());
    }

    private void await(Duration longest) {
        lock.lock();
        try {
            if (!wake) {
                boolean signalled = woken.await(longest.toMillis(), TimeUnit.MILLISECONDS);
                LOG.trace("Woken {}", signalled);
            }
            wake = false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Publishes what is waiting as far as that is possible within the lease time, then hands its partitions over. */
    @Override
    public void close() {
        draining = true;
        wake();
        try {
            worker.join(settings.lease());
            running = false;
            wake();
            worker.join(settings.lease());
            heart.interrupt();
            heart.join();
            leases.withdraw(owned);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DatabaseFailure unreachable) {
            LOG.debug("Leases end by themselves: {}", unreachable.getMessage());
        }
    }
}
