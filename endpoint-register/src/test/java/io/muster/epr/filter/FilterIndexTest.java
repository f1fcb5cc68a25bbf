package io.muster.epr.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.index.FilterIndex;
import io.muster.epr.filter.query.Query;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Queries and metadata are written with apostrophes for quotation marks. */
class FilterIndexTest {

    @Test
    void tenThousandFiltersOfOtherValuesAreNotLookedAt() {
        Map<String, Query> filters = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            filters.put("room" + i, query("{'metadata.room':%d,'metadata.temp':{'$gt':30}}", i));
            filters.put("either" + i, query("{'$or':[{'metadata.room':'x%d'},{'metadata.floor':%d}]}", i, i));
            filters.put("not" + i, query("{'metadata.room':{'$ne':'n%d'}}", i));
            filters.put("version" + i, query("{'application_version':'v%d','metadata.load':{'$lt':3}}", i));
        }
        filters.put("any", query("{'metadata.value':'hot'}"));
        filters.put("range", query("{'metadata.temp':{'$gt':3}}"));
        FilterIndex index = FilterIndex.of(filters);

        Document cold = document("v7", "{'room':5,'temp':20,'floor':8}");
        assertThat(index.candidates(cold, document("v7", "{'room':5,'temp':40,'floor':8}"), Set.of("temp")))
                .containsExactlyInAnyOrder("room5", "range", "any");
        assertThat(index.candidates(cold, document("v7", "{'room':6.0,'temp':20,'floor':8}"), Set.of("room")))
                .containsExactlyInAnyOrder("room5", "room6", "any");
        assertThat(index.candidates(cold, document("v9", "{'room':5,'temp':20,'floor':8}"), Set.of()))
                .containsExactlyInAnyOrder("version7", "version9");
        assertThat(index.candidates(cold, document("v7", "{'room':5,'temp':20,'floor':8,'z':1}"), Set.of("z")))
                .containsExactly("any");
    }

    @Test
    void filtersComeAndGo() {
        FilterIndex one = FilterIndex.EMPTY.with("a", query("{'metadata.room':1}"));
        FilterIndex other = one.with("a", query("{'metadata.room':2}"));
        Document endpoint = document("v1", "{'room':[0,2]}");

        assertThat(one.candidates(endpoint)).isEmpty();
        assertThat(other.candidates(endpoint)).containsExactly("a");
        assertThat(other.without("a").candidates(endpoint)).isEmpty();
    }

    private static Query query(String template, Object... values) {
        return Samples.parsed(template.formatted(values).replace('\'', '"'));
    }

    private static Document document(String version, String metadata) {
        return new Document(version, Samples.json(metadata.replace('\'', '"')).deepCopy());
    }
}
