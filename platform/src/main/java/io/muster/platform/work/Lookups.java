package io.muster.platform.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Group reading: many callers look up one key each; those that come while others are being read are read together.
 *
 * <p>Why: a question by key costs the database little, but its way there and back costs both sides several times as much,
 * and one question about a hundred keys has one way. A caller who finds a free lane asks for its key alone, on its own
 * thread and at once, so an idle database is as quick as without this. While all lanes are busy keys gather, and the lane
 * that is free first takes all of them.
 *
 * <p>What a caller gets was read after it had asked: a key never joins a question that has left already. So a reader sees
 * what was committed before it asked, as if it had asked alone.
 *
 * <p>If a common question fails for a reason that may lie in a single key, every key is read alone, so that a bad one never
 * harms its neighbours; a failure for which {@code common} holds (the database is unreachable) fails all of them.
 *
 * @param <K> key; its hash code and equality decide
 * @param <V> what is found by it
 */
public final class Lookups<K, V> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiter<K, V>> waiting = new ArrayDeque<>();
    private final Settings settings;
    private final Predicate<RuntimeException> common;
    private final IntFunction<RuntimeException> overload;
    private final Function<List<K>, Map<K, V>> read;
    private int reading;

    /**
     * @param settings number of lanes and limits
     * @param common whether a failure concerns all keys, whatever they are
     * @param overload makes the failure for a caller who finds as many others before it as may wait
     * @param read finds what there is of several different keys; runs on virtual threads
     */
    public Lookups(
            Settings settings,
            Predicate<RuntimeException> common,
            IntFunction<RuntimeException> overload,
            Function<List<K>, Map<K, V>> read) {
        this.settings = settings;
        this.common = common;
        this.overload = overload;
        this.read = read;
    }

    /**
     * Limits of look-ups.
     *
     * @param lanes questions that may be under way at the same time
     * @param maxBatch keys per question
     * @param maxWaiting keys that may wait; further ones are refused
     */
    public record Settings(int lanes, int maxBatch, int maxWaiting) {

        /** Two, so that one is prepared while the other one is answered; 500 keys each; 10,000 waiting. */
        public static final Settings DEFAULT = new Settings(2, 500, 10_000);
    }

    /** What there is of {@code key}; throws what reading it failed with. */
    public Optional<V> find(K key) {
        Optional<CompletableFuture<Optional<V>>> later = join(key);
        if (later.isPresent()) {
            return Waiting.on(later.get());
        }
        try {
            return Optional.ofNullable(read.apply(List.of(key)).get(key));
        } finally {
            leave();
        }
    }

    /** Takes a free lane; where there is none, waits in the queue for the result. */
    private Optional<CompletableFuture<Optional<V>>> join(K key) {
        lock.lock();
        try {
            if (reading < settings.lanes()) {
                reading++;
                return Optional.empty();
            }
            if (waiting.size() >= settings.maxWaiting()) {
                throw overload.apply(waiting.size());
            }
            CompletableFuture<Optional<V>> result = new CompletableFuture<>();
            waiting.add(new Waiter<>(key, result));
            return Optional.of(result);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the lane back, or to those who wait: the caller has its answer and reads for nobody else. */
    private void leave() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                reading--;
                return;
            }
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("lookups").start(this::readWaiting);
    }

    private void readWaiting() {
        for (List<Waiter<K, V>> batch = next(); !batch.isEmpty(); batch = next()) {
            readTogether(batch);
        }
    }

    private List<Waiter<K, V>> next() {
        lock.lock();
        try {
            List<Waiter<K, V>> batch = new ArrayList<>(Math.min(waiting.size(), settings.maxBatch()));
            while (!waiting.isEmpty() && batch.size() < settings.maxBatch()) {
                batch.add(waiting.remove());
            }
            if (batch.isEmpty()) {
                reading--;
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void readTogether(List<Waiter<K, V>> batch) {
        try {
            Map<K, V> found =
                    read.apply(batch.stream().map(Waiter::key).distinct().toList());
            batch.forEach(waiter -> waiter.result().complete(Optional.ofNullable(found.get(waiter.key()))));
        } catch (RuntimeException failure) {
            if (batch.size() == 1 || common.test(failure)) {
                batch.forEach(waiter -> waiter.result().completeExceptionally(failure));
            } else {
                batch.forEach(waiter -> readTogether(List.of(waiter)));
            }
        }
    }

    private record Waiter<K, V>(K key, CompletableFuture<Optional<V>> result) {}
}
