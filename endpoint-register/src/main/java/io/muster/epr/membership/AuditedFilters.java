package io.muster.epr.membership;

import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.stored.StoredQuery;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The filters as one snapshot of the database has them, for recomputing membership. Only active filters have members
 * that can be judged: those of a pending one are still being found.
 */
final class AuditedFilters {

    private final Map<String, KnownFilter> active = new HashMap<>();
    private final Map<String, ApplicationFilters> applications = new HashMap<>();
    private final Set<String> others = new TreeSet<>();
    private final Set<String> unreadable = new TreeSet<>();
    private long revision = -1;

    /** Brings the filters to the state of the snapshot that {@code tx} sees. */
    void upTo(Database.Transaction tx) {
        long now =
                tx.query("SELECT revision FROM filter_clock").iterator().next().getLong(0);
        if (now == revision) {
            return;
        }
        active.clear();
        applications.clear();
        others.clear();
        unreadable.clear();
        Map<String, List<KnownFilter>> byApplication = new HashMap<>();
        for (Row row : tx.query("""
                SELECT filter_id, application, name, generation, query, status
                FROM filter ORDER BY filter_id""")) {
            String id = row.getString(0);
            Optional<Query> query = StoredQuery.parse(id, row.getString(4));
            if (query.isEmpty()) {
                unreadable.add(id);
            } else if (row.getString(5).equals("active")) {
                KnownFilter filter = new KnownFilter(
                        id, row.getString(1), Optional.ofNullable(row.getString(2)), row.getLong(3), query.get(), true);
                active.put(id, filter);
                byApplication
                        .computeIfAbsent(filter.application(), a -> new ArrayList<>())
                        .add(filter);
            } else {
                others.add(id);
            }
        }
        byApplication.forEach((application, filters) -> {
            ApplicationFilters index = new ApplicationFilters();
            index.change(filters, List.of());
            applications.put(application, index);
        });
        revision = now;
    }

    int judged() {
        return active.size();
    }

    int pending() {
        return others.size();
    }

    /** Filters whose stored query is none. */
    Set<String> unreadable() {
        return Set.copyOf(unreadable);
    }

    /** An active filter. */
    Optional<KnownFilter> active(String id) {
        return Optional.ofNullable(active.get(id));
    }

    /** Whether there is such a filter, in whatever state. */
    boolean exists(String id) {
        return active.containsKey(id) || others.contains(id) || unreadable.contains(id);
    }

    /** The active filters that an endpoint of this application and state belongs to. */
    Set<String> matching(String application, Document document) {
        Set<String> matching = new TreeSet<>();
        for (String id :
                applications.getOrDefault(application, new ApplicationFilters()).candidates(document)) {
            KnownFilter filter = active.get(id);
            if (filter != null && Evaluator.matches(filter.query(), document)) {
                matching.add(id);
            }
        }
        return matching;
    }
}
