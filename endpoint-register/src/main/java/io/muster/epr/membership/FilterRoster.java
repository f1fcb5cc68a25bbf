package io.muster.epr.membership;

import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.stored.StoredQuery;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All stored filters with their progress, as the feed of this replica holds them in memory. Used by the feed's thread
 * only. See {@link FilterMembership} for why it may be behind the database.
 */
final class FilterRoster {

    private final Database database;
    private final Map<String, KnownFilter> filters = new HashMap<>();
    private final Map<String, ApplicationFilters> applications = new HashMap<>();
    private final Map<String, Map<Integer, Progress>> progress = new HashMap<>();
    private Evaluations evaluations = new Evaluations();
    private int active;
    private long revision;
    private boolean forgotten = true;
    private Set<Integer> owned = Set.of();

    FilterRoster(Database database) {
        this.database = database;
    }

    /** What is in memory may be wrong: read everything again before it is used. */
    void forget() {
        forgotten = true;
    }

    /** Whether what is in memory must not be used before {@link #upTo}. */
    boolean forgotten() {
        return forgotten;
    }

    /** These partitions were taken over: others may have worked on them since they were last known. */
    void acquired(Set<Integer> partitions) {
        Set<Integer> more = new HashSet<>(owned);
        more.addAll(partitions);
        owned = Set.copyOf(more);
        forget();
    }

    /** These are the partitions owned now; none that was not announced by {@link #acquired}. */
    void keep(Set<Integer> partitions) {
        owned = Set.copyOf(partitions);
    }

    /** Brings the memory up to at least this revision of the filter clock; returns whether anything was read for that. */
    boolean upTo(long wanted) {
        boolean behind = forgotten || wanted > revision;
        if (behind) {
            refresh(wanted);
        }
        return behind;
    }

    private void refresh(long wanted) {
        if (forgotten) {
            filters.clear();
            active = 0;
            applications.clear();
            progress.clear();
            evaluations = new Evaluations();
            revision = 0;
        }
        // A failure in between must not leave half of it behind.
        boolean everything = forgotten;
        forgotten = true;
        read(everything);
        // Filters that are gone for good have left no row of the latest revision.
        revision = Math.max(revision, wanted);
        forgotten = false;
    }

    private void read(boolean everything) {
        Map<String, List<KnownFilter>> changed = new HashMap<>();
        Map<String, List<String>> gone = new HashMap<>();
        List<String> ids = new ArrayList<>();
        long newest = revision;
        for (Row row : database.query("""
                SELECT filter_id, application, name, generation, query, status, revision FROM filter
                WHERE revision > $1 ORDER BY revision""", revision)) {
            String id = row.getString(0);
            String application = row.getString(1);
            Optional<Query> query = StoredQuery.parse(id, row.getString(4));
            if (row.getString(5).equals("deleted") || query.isEmpty()) {
                remove(id);
                gone.computeIfAbsent(application, a -> new ArrayList<>()).add(id);
            } else {
                KnownFilter filter = new KnownFilter(
                        id,
                        application,
                        Optional.ofNullable(row.getString(2)),
                        row.getLong(3),
                        query.get(),
                        row.getString(5).equals("active"));
                put(filter);
                changed.computeIfAbsent(application, a -> new ArrayList<>()).add(filter);
            }
            applications.computeIfAbsent(application, a -> new ApplicationFilters());
            ids.add(id);
            newest = row.getLong(6);
        }
        applications.forEach((application, index) -> {
            List<KnownFilter> fresh = changed.getOrDefault(application, List.of());
            List<String> lost = gone.getOrDefault(application, List.of());
            if (!fresh.isEmpty() || !lost.isEmpty()) {
                index.change(fresh, lost);
            }
        });
        readProgress(ids, everything);
        revision = newest;
    }

    private void readProgress(List<String> ids, boolean everything) {
        if (ids.isEmpty()) {
            return;
        }
        for (Row row : database.query(
                """
                SELECT filter_id, partition, p.generation, phase, cursor, application
                FROM filter_partition p JOIN filter f USING (filter_id)
                WHERE partition = ANY ($1) AND ($2 OR filter_id = ANY ($3))""", Partitions.array(owned), everything, everything ? new String[0] : ids.toArray(String[]::new))) {
            String id = row.getString(0);
            Progress now = new Progress(row.getLong(2), Phase.of(row.getString(3)), row.getString(4));
            if (filters.containsKey(id) || now.phase() == Phase.DROP) {
                set(id, row.getString(5), row.getShort(1), now);
            }
        }
    }

    /** A filter has come this far in these partitions. */
    void set(String filterId, String application, Set<Integer> partitions, Progress now) {
        partitions.forEach(partition -> set(filterId, application, partition, now));
    }

    /** A filter has come this far in a partition. */
    void set(String filterId, String application, int partition, Progress now) {
        Map<Integer, Progress> ofFilter = progress.computeIfAbsent(filterId, f -> new HashMap<>(Partitions.COUNT * 2));
        Progress before = ofFilter.put(partition, now);
        if (before == null) {
            evaluations.add(filterId, application, partition, now);
        } else {
            evaluations.move(filterId, application, partition, before, now);
        }
    }

    /** Somebody else evaluates the filter in these partitions: it has no turn. */
    void withhold(KnownFilter filter, Set<Integer> partitions) {
        partitions.forEach(partition -> progress(filter.id(), partition)
                .ifPresent(now -> evaluations.remove(filter.id(), filter.application(), partition, now)));
    }

    /** The filter has turns again, if there is something left to do. */
    void giveBack(KnownFilter filter, Set<Integer> partitions) {
        partitions.forEach(partition -> progress(filter.id(), partition)
                .ifPresent(now -> evaluations.add(filter.id(), filter.application(), partition, now)));
    }

    /** A deleted filter has left nothing in a partition. */
    void dropped(String filterId, String application, int partition) {
        Map<Integer, Progress> ofFilter = progress.getOrDefault(filterId, new HashMap<>());
        Progress before = ofFilter.remove(partition);
        if (before != null) {
            evaluations.remove(filterId, application, partition, before);
        }
        if (ofFilter.isEmpty()) {
            progress.remove(filterId);
        }
    }

    Optional<KnownFilter> filter(String id) {
        return Optional.ofNullable(filters.get(id));
    }

    /** How many filters are active. */
    int active() {
        return active;
    }

    /** How many filters are pending. */
    int pending() {
        return filters.size() - active;
    }

    private void put(KnownFilter filter) {
        remove(filter.id());
        filters.put(filter.id(), filter);
        active += filter.active() ? 1 : 0;
    }

    private void remove(String id) {
        KnownFilter before = filters.remove(id);
        active -= before != null && before.active() ? 1 : 0;
    }

    ApplicationFilters application(String name) {
        return applications.computeIfAbsent(name, a -> new ApplicationFilters());
    }

    /** How far the filter is in the partition. */
    Optional<Progress> progress(String filterId, int partition) {
        return Optional.ofNullable(progress.getOrDefault(filterId, Map.of()).get(partition));
    }

    Evaluations evaluations() {
        return evaluations;
    }
}
