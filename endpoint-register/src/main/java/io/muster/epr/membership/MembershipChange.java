package io.muster.epr.membership;

import io.muster.epr.membership.ProgressTable.Place;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.postgres.Database;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a batch of changes does to membership, collected change by change and stored at its end. */
final class MembershipChange {

    private record Pair(String endpointId, String filterId) {}

    private final Map<String, Set<String>> members;
    private final Map<Pair, Move> removed = new LinkedHashMap<>();
    private final Map<Pair, Move> added = new LinkedHashMap<>();
    private final Map<Place, Progress> decidedOn = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    /** Endpoints of which no further change may come into this batch. */
    private final Set<String> closed = new HashSet<>();

    /** What a change does to the membership in one filter. */
    sealed interface Step {}

    /** The endpoint comes into the filter or leaves it, on the ground of this progress. */
    record Moved(Move move, boolean in, Progress progress) implements Step {}

    /** The change is ignored because the scan will see what it left: true only as long as the progress is this one. */
    record LeftToScan(String filterId, int partition, Progress progress) implements Step {}

    /** @param members filter IDs by endpoint ID as stored; changed as the batch goes on */
    MembershipChange(Map<String, Set<String>> members) {
        this.members = new HashMap<>(members);
    }

    /** The filters the endpoint belongs to, as far as the batch has come. */
    Set<String> filtersOf(String endpointId) {
        return Set.copyOf(members.getOrDefault(endpointId, Set.of()));
    }

    boolean contains(String endpointId, String filterId) {
        return members.getOrDefault(endpointId, Set.of()).contains(filterId);
    }

    /**
     * Takes in what a change does to membership, unless the change has to wait for the next batch: the endpoint is moved
     * by a filter that may become active at any moment, and has another change in this batch.
     */
    boolean take(String endpointId, List<Step> steps) {
        boolean untold = steps.stream().anyMatch(step -> step instanceof Moved moved && untold(moved.progress()));
        if (closed.contains(endpointId) || untold && changed.contains(endpointId)) {
            closed.add(endpointId);
            return false;
        }
        changed.add(endpointId);
        if (untold) {
            closed.add(endpointId);
        }
        steps.forEach(this::take);
        return true;
    }

    private void take(Step step) {
        switch (step) {
            case LeftToScan left -> decidedOn.put(new Place(left.filterId(), left.partition()), left.progress());
            case Moved moved -> {
                Move move = moved.move();
                decidedOn.put(new Place(move.filterId(), move.partition()), moved.progress());
                if (moved.in()) {
                    enter(move);
                } else {
                    leave(move);
                }
            }
        }
    }

    private void enter(Move move) {
        members.computeIfAbsent(move.endpointId(), endpoint -> new HashSet<>()).add(move.filterId());
        added.put(new Pair(move.endpointId(), move.filterId()), move);
    }

    private void leave(Move move) {
        members.getOrDefault(move.endpointId(), Set.of()).remove(move.filterId());
        Pair pair = new Pair(move.endpointId(), move.filterId());
        if (added.remove(pair) == null) {
            removed.put(pair, move);
        }
    }

    /** Whether there is nothing to store. */
    boolean isEmpty() {
        return decidedOn.isEmpty();
    }

    /** How many endpoints come or leave. */
    int size() {
        return removed.size() + added.size();
    }

    /** Whether endpoints were moved by a filter that another replica may make active at any moment. */
    boolean hasUntold() {
        return decidedOn.values().stream().anyMatch(MembershipChange::untold);
    }

    private static boolean untold(Progress progress) {
        return progress.phase() == Phase.DONE;
    }

    /** Stores the moves by filters that are evaluated but not active, as {@link #store} does those by all others. */
    void storeUntold(Database.Transaction tx) {
        store(tx, MembershipChange::untold);
    }

    /**
     * Stores what still counts. A filter that was changed or deleted meanwhile is left alone: what it held is garbage
     * now, and its new query will be evaluated from the start.
     *
     * @throws FeedProcessor.DecideAgain when a filter is not as far as it was thought to be: it became active meanwhile,
     *     so that its moves need events, or what was in memory was out of date
     */
    void store(Database.Transaction tx) {
        store(tx, progress -> !untold(progress));
    }

    private void store(Database.Transaction tx, Predicate<Progress> concerned) {
        Map<Place, Progress> grounds = new HashMap<>(decidedOn);
        grounds.values().removeIf(concerned.negate());
        if (grounds.isEmpty()) {
            return;
        }
        Set<Place> standing = lock(tx, grounds);
        MemberTable.remove(tx, standing(removed, standing));
        MemberTable.add(tx, standing(added, standing));
    }

    private static List<Move> standing(Map<Pair, Move> moves, Set<Place> standing) {
        return moves.values().stream()
                .filter(move -> standing.contains(new Place(move.filterId(), move.partition())))
                .toList();
    }

    /** Locks what the moves are grounded on, and returns the places that are as they were decided on. */
    private static Set<Place> lock(Database.Transaction tx, Map<Place, Progress> grounds) {
        Set<Place> standing = new HashSet<>();
        ProgressTable.locked(tx, all(grounds, Place::filterId), all(grounds, Place::partition))
                .forEach((place, now) -> {
                    Progress then = grounds.get(place);
                    if (then == null || now.generation() != then.generation()) {
                        return;
                    }
                    if (!now.equals(then)) {
                        throw new FeedProcessor.DecideAgain(
                                "Filter " + place.filterId() + " is " + now.phase() + " now");
                    }
                    standing.add(place);
                });
        return standing;
    }

    private static <T> Set<T> all(Map<Place, Progress> grounds, Function<Place, T> part) {
        return grounds.keySet().stream().map(part).collect(Collectors.toSet());
    }
}
