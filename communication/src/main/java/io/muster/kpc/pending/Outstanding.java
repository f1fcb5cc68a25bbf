package io.muster.kpc.pending;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Questions that wait for their answers, by correlation ID: bounded in number, each with the same span of time. Safe for
 * use by many threads; each question is handed out exactly once.
 *
 * @param <Q> the question, with whatever is needed to go on when its answer comes
 */
public final class Outstanding<Q> {
    private final Map<String, Entry<Q>> entries = new ConcurrentHashMap<>();
    private final int capacity;
    private final long span;

    private record Entry<Q>(Q question, long asked) {}

    /** @param span how long a question waits before it is {@link #overdue} */
    public Outstanding(int capacity, Duration span) {
        this.capacity = capacity;
        this.span = span.toNanos();
    }

    /** Whether there are as many as may be. */
    public boolean isFull() {
        return entries.size() >= capacity;
    }

    /** Remembers a question; false if there are too many already, or one of that ID. */
    public boolean add(String correlationId, Q question) {
        return !isFull() && entries.putIfAbsent(correlationId, new Entry<>(question, System.nanoTime())) == null;
    }

    /** Takes the question of that ID out, if the answer {@code fits} it. */
    public Optional<Q> take(String correlationId, Predicate<Q> fits) {
        Entry<Q> entry = entries.get(correlationId);
        return entry != null && fits.test(entry.question) && entries.remove(correlationId, entry)
                ? Optional.of(entry.question)
                : Optional.empty();
    }

    /** Takes the question of that ID out. */
    public Optional<Q> take(String correlationId) {
        return take(correlationId, question -> true);
    }

    /** Takes out what has waited too long, by correlation ID; to be called a few times per second. */
    public Map<String, Q> overdue() {
        Map<String, Q> overdue = new HashMap<>();
        long now = System.nanoTime();
        entries.forEach((id, entry) -> {
            if (now - entry.asked > span && entries.remove(id, entry)) {
                overdue.put(id, entry.question);
            }
        });
        return overdue;
    }

    /** How many wait now. */
    public int size() {
        return entries.size();
    }
}
