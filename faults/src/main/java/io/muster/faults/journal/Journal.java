package io.muster.faults.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.faults.journal.Change.Kind;
import io.muster.faults.journal.Change.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Every attempted change with what became of it. An endpoint has one writer, which does one thing after the other. */
public final class Journal {
    private final String prefix;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Change> changes = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> acknowledgedBy = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();
    private final Collection<String> wrong = new ConcurrentLinkedQueue<>();
    private final Collection<Long> acknowledgements = new ConcurrentLinkedQueue<>();

    /** @param prefix begins all IDs, so that runs on one database differ */
    public Journal(String prefix) {
        this.prefix = prefix;
    }

    /** An ID nobody else has: for endpoints, requests, names. */
    public String nextId() {
        return prefix + "-" + numbers.incrementAndGet();
    }

    /** Notes that a change is about to be sent; until it is answered its outcome is unknown. */
    public Change sending(String id, String endpointId, Kind kind, ObjectNode metadata) {
        Change change = new Change(
                id, endpointId, kind, metadata.deepCopy(), Outcome.UNKNOWN, System.nanoTime(), Long.MAX_VALUE);
        changes.put(key(id, endpointId), change);
        return change;
    }

    /** The same for a change that is no registration. */
    public Change sending(String id, String endpointId, Kind kind) {
        return sending(id, endpointId, kind, JsonNodeFactory.instance.objectNode());
    }

    /** Notes what became of a change, and who said so. */
    public void answered(Change change, Outcome outcome, String replica) {
        long now = System.nanoTime();
        changes.put(
                key(change.id(), change.endpointId()),
                new Change(
                        change.id(),
                        change.endpointId(),
                        change.kind(),
                        change.metadata(),
                        outcome,
                        change.sent(),
                        outcome == Outcome.UNKNOWN ? Long.MAX_VALUE : now));
        if (outcome == Outcome.ACKNOWLEDGED) {
            acknowledgements.add(now);
            total.incrementAndGet();
            acknowledgedBy.computeIfAbsent(replica, name -> new AtomicLong()).incrementAndGet();
        }
    }

    /** Notes that an answer was wrong in itself. */
    public void wrong(String answer) {
        wrong.add(answer);
    }

    /** Answers that were wrong in themselves. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** How many changes were acknowledged by a replica so far. */
    public long acknowledgedBy(String replica) {
        return acknowledgedBy.getOrDefault(replica, new AtomicLong()).get();
    }

    /** When changes were acknowledged, in nanoseconds of this process, in order. */
    public List<Long> acknowledgements() {
        return acknowledgements.stream().sorted().toList();
    }

    /** How many changes were acknowledged so far. */
    public int acknowledged() {
        return total.get();
    }

    /** Everything attempted so far. */
    public List<Change> changes() {
        return List.copyOf(changes.values());
    }

    private static String key(String id, String endpointId) {
        return id + "/" + endpointId;
    }
}
