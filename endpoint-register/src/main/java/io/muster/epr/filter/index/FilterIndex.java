package io.muster.epr.filter.index;

import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.query.Query;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The filters of one application, indexed by what they depend on, so that a change of an endpoint only looks at filters
 * that mention what changed. An immutable snapshot, safe for use by many threads.
 *
 * <p>Each filter is registered under the keys (or the version) its query mentions. Where the query cannot hold unless
 * some key has one of certain values, it is registered under these values, too, and found only for endpoints that have
 * or had one of them. A filter that speaks of any key is found at every change of metadata.
 */
public final class FilterIndex {
    /** The index of no filters. */
    public static final FilterIndex EMPTY = new FilterIndex(Map.of());

    private final Map<String, Query> filters;
    private final Map<Trigger, Bucket> byTrigger = new HashMap<>();
    private final Bucket all = new Bucket();

    private FilterIndex(Map<String, Query> filters) {
        this.filters = filters;
        filters.forEach((id, query) -> {
            Dependencies.collect(query, (trigger, gate) -> byTrigger
                    .computeIfAbsent(trigger, t -> new Bucket())
                    .add(id, gate));
            Dependencies.alternatives(query, gate -> all.add(id, gate));
        });
    }

    /** Indexes queries by filter ID; time and space grow with the size of all queries together. */
    public static FilterIndex of(Map<String, Query> filters) {
        return new FilterIndex(Map.copyOf(filters));
    }

    /** An index with the filter added or replaced; costs as much as {@link #of}. */
    public FilterIndex with(String filterId, Query query) {
        Map<String, Query> changed = new HashMap<>(filters);
        changed.put(filterId, query);
        return of(changed);
    }

    /** An index without the filter; costs as much as {@link #of}. */
    public FilterIndex without(String filterId) {
        Map<String, Query> changed = new HashMap<>(filters);
        changed.remove(filterId);
        return of(changed);
    }

    /** All queries by filter ID. */
    public Map<String, Query> filters() {
        return filters;
    }

    /**
     * The filters whose result may differ between the two states of an endpoint; for every other filter it is the same.
     *
     * @param changedKeys the metadata keys that were added, removed or got another value, at least
     */
    public Set<String> candidates(Document before, Document after, Set<String> changedKeys) {
        Set<String> result = new HashSet<>();
        if (!before.appVersion().equals(after.appVersion())) {
            collect(new Trigger.Version(), before, after, result);
        }
        if (!changedKeys.isEmpty()) {
            collect(new Trigger.AnyKey(), before, after, result);
        }
        for (String key : changedKeys) {
            collect(new Trigger.Key(key), before, after, result);
            if (before.metadata().has(key) != after.metadata().has(key)) {
                collect(new Trigger.Presence(key), before, after, result);
            }
        }
        return Collections.unmodifiableSet(result);
    }

    /** The filters that may match an endpoint, as for a new one; every other filter does not match it. */
    public Set<String> candidates(Document endpoint) {
        Set<String> result = new HashSet<>();
        all.collect(endpoint, result);
        return Collections.unmodifiableSet(result);
    }

    private void collect(Trigger trigger, Document before, Document after, Set<String> result) {
        Bucket bucket = byTrigger.get(trigger);
        if (bucket != null) {
            bucket.collect(before, result);
            bucket.collect(after, result);
        }
    }
}
