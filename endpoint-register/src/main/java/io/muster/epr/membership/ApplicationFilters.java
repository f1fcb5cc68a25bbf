package io.muster.epr.membership;

import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.index.FilterIndex;
import io.muster.epr.filter.query.Query;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The filters of one application, indexed. Building an index costs as much as all its filters, so filters that changed
 * lately are kept in a small index of their own, which is merged into the large one when it has grown: n filters created
 * one after the other cost n log n rather than n².
 */
final class ApplicationFilters {

    private static final int SMALL = 64;
    private static final int FRACTION = 8;

    private FilterIndex settled = FilterIndex.EMPTY;
    private FilterIndex recent = FilterIndex.EMPTY;

    /** IDs that the settled index has wrong: changed or gone since. */
    private final Set<String> overlaid = new HashSet<>();

    /** Adds or replaces {@code changed}, and removes {@code gone}. */
    void change(Collection<KnownFilter> changed, Collection<String> gone) {
        Map<String, Query> fresh = new HashMap<>(recent.filters());
        changed.forEach(filter -> fresh.put(filter.id(), filter.query()));
        gone.forEach(fresh::remove);
        changed.forEach(filter -> overlaid.add(filter.id()));
        overlaid.addAll(gone);
        if (overlaid.size() <= Math.max(SMALL, settled.filters().size() / FRACTION)) {
            recent = FilterIndex.of(fresh);
            return;
        }
        Map<String, Query> all = new HashMap<>(settled.filters());
        overlaid.forEach(all::remove);
        all.putAll(fresh);
        settled = FilterIndex.of(all);
        recent = FilterIndex.EMPTY;
        overlaid.clear();
    }

    /** Filters whose result may differ between the two states. */
    Set<String> candidates(Document before, Document after, Set<String> changedKeys) {
        return find(index -> index.candidates(before, after, changedKeys));
    }

    /** Filters that may match. */
    Set<String> candidates(Document endpoint) {
        return find(index -> index.candidates(endpoint));
    }

    private Set<String> find(Function<FilterIndex, Set<String>> search) {
        Set<String> found = search.apply(settled);
        if (overlaid.isEmpty()) {
            return found;
        }
        Set<String> result = new HashSet<>(found);
        result.removeAll(overlaid);
        result.addAll(search.apply(recent));
        return result;
    }
}
