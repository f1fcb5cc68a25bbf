package io.muster.epr.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.index.FilterIndex;
import io.muster.epr.filter.query.Query;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class FilterIndexAgreementTest {

    @Property(tries = 400)
    void findsEveryFilterWhoseResultChanges(@ForAll long seed) {
        Samples samples = new Samples(seed);
        Map<String, Query> filters = someFilters(samples);
        FilterIndex index = FilterIndex.of(filters);
        for (int i = 0; i < 20; i++) {
            Document before = samples.document();
            Document after = samples.changed(before);
            Set<String> candidates = index.candidates(before, after, changedKeys(before, after));
            Set<String> matchedBefore = matching(filters, before);
            Set<String> changed = matching(filters, after);
            matchedBefore.stream().filter(id -> !changed.remove(id)).toList().forEach(changed::add);
            assertThat(candidates).as("%s to %s by %s", before, after, filters).containsAll(changed);
        }
    }

    @Property(tries = 400)
    void findsEveryFilterThatMatches(@ForAll long seed) {
        Samples samples = new Samples(seed);
        Map<String, Query> filters = someFilters(samples);
        FilterIndex index = FilterIndex.of(filters);
        for (int i = 0; i < 20; i++) {
            Document endpoint = samples.document();
            assertThat(index.candidates(endpoint))
                    .as("%s by %s", endpoint, filters)
                    .containsAll(matching(filters, endpoint));
        }
    }

    private static Set<String> matching(Map<String, Query> filters, Document document) {
        return filters.entrySet().stream()
                .filter(filter -> Evaluator.matches(filter.getValue(), document))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Map<String, Query> someFilters(Samples samples) {
        Map<String, Query> filters = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            filters.put("f" + i, Samples.parsed(samples.query()));
        }
        return filters;
    }

    private static Set<String> changedKeys(Document before, Document after) {
        Set<String> keys = new HashSet<>();
        before.metadata().fieldNames().forEachRemaining(keys::add);
        after.metadata().fieldNames().forEachRemaining(keys::add);
        keys.removeIf(key -> before.metadata().path(key).equals(after.metadata().path(key)));
        return keys;
    }
}
