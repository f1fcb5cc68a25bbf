package io.muster.epr.membership;

import io.muster.platform.feed.Partitions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The first evaluations and removals that are still to be done, in turns.
 *
 * <p>Filters of one application that have come equally far in a partition are one piece of work, so that they share the
 * scan; where the same filters have come equally far in several partitions, as after their creation in all, these are
 * scanned together. A scan stops where another one of the application stands, whereupon the two go on together. Turns go
 * round over partitions and, within one, over pieces: nobody waits for somebody else's whole scan.
 *
 * <p>What many filters have left is removed together, in all partitions alike: ten thousand filters are a hundred pieces
 * of work rather than a hundred and sixty thousand. What deleted filters have left is awaited by nobody; some of them have
 * their turn after each round of the others, so that a new filter does not wait for the removal of old ones.
 */
final class Evaluations {

    /** Filters that share a step of removal. */
    private static final int REMOVED_TOGETHER = 100;

    private final List<NavigableMap<Key, TreeSet<String>>> byPartition = new ArrayList<>();
    private final List<@Nullable Key> lastTurn = new ArrayList<>();
    private int lastPartition;

    Evaluations() {
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            byPartition.add(new TreeMap<>());
            lastTurn.add(null);
        }
    }

    /**
     * A piece of work.
     *
     * @param partitions all in which these filters, when they are scanned none but these, stand at the cursor
     * @param phase {@link Phase#SCAN}, {@link Phase#CLEAR} or {@link Phase#DROP}
     * @param cursor where the scan goes on; empty for removal
     * @param stop another scan of the application stands here; {@link Progress#END} if there is none ahead
     */
    record Turn(
            Set<Integer> partitions,
            String application,
            Phase phase,
            String cursor,
            String stop,
            List<String> filterIds) {}

    private record Key(Phase phase, String application, String cursor) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byPhase = phase.compareTo(other.phase);
            int byApplication = byPhase != 0 ? byPhase : application.compareTo(other.application);
            return byApplication != 0 ? byApplication : cursor.compareTo(other.cursor);
        }
    }

    /** A filter has come here; nothing happens when there is nothing to do. */
    void add(String filterId, String application, int partition, Progress progress) {
        key(application, progress).ifPresent(key -> byPartition
                .get(partition)
                .computeIfAbsent(key, k -> new TreeSet<>())
                .add(filterId));
    }

    /** A filter is no longer here. */
    void remove(String filterId, String application, int partition, Progress progress) {
        key(application, progress).ifPresent(key -> byPartition.get(partition).computeIfPresent(key, (k, filters) -> {
            filters.remove(filterId);
            return filters.isEmpty() ? null : filters;
        }));
    }

    /** A filter has come from one place to another. Whoever had the last turn has not moved ahead of the others by that. */
    void move(String filterId, String application, int partition, Progress from, Progress to) {
        remove(filterId, application, partition, from);
        add(filterId, application, partition, to);
        Optional<Key> left = key(application, from);
        Optional<Key> reached = key(application, to);
        if (left.isPresent() && reached.isPresent() && left.get().equals(lastTurn.get(partition))) {
            lastTurn.set(partition, reached.get());
        }
    }

    private static Optional<Key> key(String application, Progress progress) {
        return switch (progress.phase()) {
            case SCAN -> Optional.of(new Key(Phase.SCAN, application, progress.cursor()));
            case CLEAR, DROP -> Optional.of(new Key(progress.phase(), application, ""));
            case DONE, ACTIVE -> Optional.empty();
        };
    }

    /** Whether there is something to do in one of these partitions. */
    boolean any(Set<Integer> partitions) {
        return partitions.stream()
                .anyMatch(partition -> !byPartition.get(partition).isEmpty());
    }

    /** Filters times partitions with something to do. */
    int size(Set<Integer> partitions) {
        return partitions.stream()
                .flatMap(partition -> byPartition.get(partition).values().stream())
                .mapToInt(Set::size)
                .sum();
    }

    /**
     * Filters that stand at the beginning of each of these partitions.
     *
     * @param most if more filters than that are being scanned, none is given
     */
    List<String> fresh(Set<Integer> partitions, int most) {
        Set<String> fresh = new TreeSet<>();
        Set<String> scanned = new HashSet<>();
        for (int partition : partitions) {
            byPartition.get(partition).forEach((key, filters) -> {
                if (key.phase() == Phase.SCAN) {
                    scanned.addAll(filters);
                    fresh.addAll(key.cursor().isEmpty() ? filters : Set.of());
                }
            });
        }
        if (scanned.size() > most) {
            return List.of();
        }
        return fresh.stream()
                .filter(id -> partitions.stream().allMatch(partition -> standsAtBeginning(id, partition)))
                .toList();
    }

    private boolean standsAtBeginning(String filterId, int partition) {
        return byPartition.get(partition).entrySet().stream()
                .filter(piece -> piece.getKey().phase() == Phase.SCAN
                        && piece.getKey().cursor().isEmpty())
                .anyMatch(piece -> piece.getValue().contains(filterId));
    }

    /** Whose turn it is. */
    Optional<Turn> next(Set<Integer> partitions) {
        for (int i = 1; i <= Partitions.COUNT; i++) {
            int partition = (lastPartition + i) % Partitions.COUNT;
            if (partitions.contains(partition) && !byPartition.get(partition).isEmpty()) {
                lastPartition = partition;
                return Optional.of(turn(partition, partitions));
            }
        }
        return Optional.empty();
    }

    private Turn turn(int partition, Set<Integer> owned) {
        NavigableMap<Key, TreeSet<String>> pieces = byPartition.get(partition);
        Key last = lastTurn.get(partition);
        Key after = last == null || last.phase() == Phase.DROP ? null : pieces.higherKey(last);
        Key key = after == null ? pieces.firstKey() : after;
        List<String> filters = pieces.getOrDefault(key, new TreeSet<>()).stream()
                .limit(key.phase() == Phase.SCAN ? Long.MAX_VALUE : REMOVED_TOGETHER)
                .toList();
        Set<Integer> partitions = new TreeSet<>(Set.of(partition));
        owned.stream().filter(other -> together(other, key, filters)).forEach(partitions::add);
        partitions.forEach(taken -> lastTurn.set(taken, key));
        String stop = partitions.stream()
                .map(taken -> ahead(taken, key))
                .min(String::compareTo)
                .orElse(Progress.END);
        return new Turn(partitions, key.application(), key.phase(), key.cursor(), stop, filters);
    }

    private boolean together(int partition, Key key, List<String> filters) {
        TreeSet<String> there = byPartition.get(partition).getOrDefault(key, new TreeSet<>());
        return (key.phase() != Phase.SCAN || there.size() == filters.size()) && there.containsAll(filters);
    }

    private String ahead(int partition, Key key) {
        Key ahead = byPartition.get(partition).higherKey(key);
        boolean joins = ahead != null
                && ahead.phase() == Phase.SCAN
                && key.phase() == Phase.SCAN
                && ahead.application().equals(key.application());
        return joins ? ahead.cursor() : Progress.END;
    }
}
