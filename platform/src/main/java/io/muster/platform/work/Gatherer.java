package io.muster.platform.work;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Group commit: many callers hand in one item each and wait for its result; items that arrive while a batch is being
 * written leave together with the next one.
 *
 * <p>Why: a durable write costs one disk flush whether it holds one row or two hundred. An idle gatherer writes a single
 * item at once, so nobody waits for company; a busy one writes as many as arrived meanwhile. Throughput grows with the
 * load while the latency of each item stays below two flushes.
 *
 * <p>What a batch costs this process and the database hardly depends on its size, so at half of the greatest rate many
 * small batches would take all of the processors, and latency would grow by that. Hence the pace: after a batch the next
 * one begins no sooner than a short time after the beginning of the last, unless enough wait by then. An item
 * that comes when nothing was written for that long is still written at once.
 *
 * <p>While a batch waits for the disk, processors are idle. So where many wait, another batch is begun beside it, as many
 * as there are lanes; where few wait, they are left to the batch that is under way, since two halves cost more than one
 * whole.
 *
 * <p>Items of one identity (the row they write to) keep their order and are never written concurrently by this process: a
 * batch ends before an item whose identity it holds already, or another batch that is under way. If writing a batch fails
 * for a reason that may lie in a single item, every item is written alone, so that a bad one never harms its neighbours; a
 * failure for which {@code common} holds (the database is unreachable) fails all of them at once.
 *
 * @param <C> item handed in
 * @param <R> its result
 */
public final class Gatherer<C, R> {

    /** So many are worth a batch of their own at once. */
    private static final int ENOUGH = 16;

    /** So many are worth a batch beside another one. */
    private static final int MANY = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition company = lock.newCondition();
    private final Deque<Waiter<C, R>> waiting = new ArrayDeque<>();
    private final Set<Object> underWay = new HashSet<>();
    private int writing;
    private final int lanes;
    private final int maxBatch;
    private final int maxWaiting;
    private final long pace;
    private final Function<C, Object> identity;
    private final Predicate<RuntimeException> common;
    private final Function<List<C>, List<R>> write;
    private final Function<Integer, RuntimeException> overload;

    /**
     * @param settings number of lanes and limits
     * @param identity what an item writes to, such as the ID of a row
     * @param common whether a failure concerns the whole batch, whatever its items
     * @param overload makes the failure for an item that finds {@code maxWaiting} others before it
     * @param write writes a batch and returns one result per item, in order; runs on a virtual thread
     */
    public Gatherer(
            Settings settings,
            Function<C, Object> identity,
            Predicate<RuntimeException> common,
            Function<Integer, RuntimeException> overload,
            Function<List<C>, List<R>> write) {
        this.lanes = settings.lanes();
        this.maxBatch = settings.maxBatch();
        this.maxWaiting = settings.maxWaiting();
        this.pace = settings.pace().toNanos();
        this.identity = identity;
        this.common = common;
        this.overload = overload;
        this.write = write;
    }

    /**
     * Limits of a gatherer.
     *
     * @param lanes batches that may be written at the same time
     * @param maxBatch items per batch
     * @param maxWaiting items that may wait; further ones are refused
     * @param pace time from the beginning of a small batch to the next one
     */
    public record Settings(int lanes, int maxBatch, int maxWaiting, Duration pace) {

        /** Two lanes, since more would only divide what arrives; a pace of 2 ms. */
        public static Settings of(int maxBatch, int maxWaiting) {
            return new Settings(2, maxBatch, maxWaiting, Duration.ofMillis(2));
        }

        /** Each batch begins as soon as the one before has ended. */
        public Settings(int lanes, int maxBatch, int maxWaiting) {
            this(lanes, maxBatch, maxWaiting, Duration.ZERO);
        }
    }

    /** Hands in {@code item} and waits for its result; throws what writing it failed with. */
    public R submit(C item) {
        return Waiting.on(add(item));
    }

    private CompletableFuture<R> add(C item) {
        Waiter<C, R> waiter = new Waiter<>(item, new CompletableFuture<>());
        lock.lock();
        try {
            if (waiting.size() >= maxWaiting) {
                throw overload.apply(waiting.size());
            }
            waiting.add(waiter);
            if (waiting.size() == ENOUGH) {
                company.signal();
            }
            if (writing == 0 || (writing < lanes && worthAnother())) {
                writing++;
                Thread.ofVirtual().name("gatherer").start(this::writeAll);
            }
        } finally {
            lock.unlock();
        }
        return waiter.result();
    }

    private boolean worthAnother() {
        return waiting.size() >= MANY && !underWay.contains(identity(waiting.element()));
    }

    private void writeAll() {
        for (List<Waiter<C, R>> batch = next(); !batch.isEmpty(); batch = next()) {
            long began = System.nanoTime();
            writeTogether(batch);
            settle(batch, began + pace);
        }
    }

    /** Ends a batch; if it was alone, until enough wait to be written together, and no longer than that. */
    private void settle(List<Waiter<C, R>> batch, long until) {
        lock.lock();
        try {
            batch.forEach(waiter -> underWay.remove(identity(waiter)));
            long left = until - System.nanoTime();
            while (left > 0 && writing == 1 && waiting.size() < ENOUGH) {
                left = company.awaitNanos(left);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** What is written now by the caller; nothing when it is not needed any more. */
    private List<Waiter<C, R>> next() {
        lock.lock();
        try {
            List<Waiter<C, R>> batch = new ArrayList<>();
            if (writing == 1 || worthAnother()) {
                while (!waiting.isEmpty() && batch.size() < maxBatch && underWay.add(identity(waiting.element()))) {
                    batch.add(waiting.remove());
                }
            }
            if (batch.isEmpty()) {
                writing--;
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private Object identity(Waiter<C, R> waiter) {
        return identity.apply(waiter.item());
    }

    private void writeTogether(List<Waiter<C, R>> batch) {
        try {
            List<R> results = write.apply(batch.stream().map(Waiter::item).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
        } catch (RuntimeException failure) {
            if (batch.size() == 1 || common.test(failure)) {
                batch.forEach(waiter -> waiter.result().completeExceptionally(failure));
            } else {
                batch.forEach(waiter -> writeTogether(List.of(waiter)));
            }
        }
    }

    private record Waiter<C, R>(C item, CompletableFuture<R> result) {}
}
