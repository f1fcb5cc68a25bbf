package io.muster.epr.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.evaluation.Explanation;
import io.muster.epr.filter.evaluation.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documented forms, on one endpoint. Written with apostrophes for quotation marks. */
class QuerySemanticsTest {
    private static final Document KETTLE = new Document("kettle-v2", (ObjectNode) Samples.json("""
                    {"city":"Lviv","lat":49.84,"floor":3,"tags":["new","red"],"owner":null,"limit":2,
                     "address":{"city":"Lviv","lines":[{"n":1},{"n":7}]},"empty":[]}
                    """));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'application_version':'kettle-v2'}",
                "{'application_version':{'$in':['kettle-v1','kettle-v2']}}",
                "{'metadata':{'$elemMatch':{'key':'city','value':'Lviv'}}}",
                "{'metadata':{'$elemMatch':{'key':'lat','value':{'$gt':49.5,'$lt':50.5}}}}",
                "{'metadata':{'$elemMatch':{'key':'owner'}}}",
                "{'metadata':{'$not':{'$elemMatch':{'key':'serial'}}}}",
                "{'metadata':{'$elemMatch':{'key':'address','value.city':'Lviv'}}}",
                "{'metadata':{'$elemMatch':{'key':{'$regex':'^CI','$options':'i'},'value':'Lviv'}}}",
                "{'metadata':{'$size':8}}",
                "{'$and':[{'application_version':'kettle-v2'},{'metadata.city':'Lviv'}]}",
                "{'$or':[{'metadata.city':'Kyiv'},{'metadata.floor':3.0}]}",
                "{'$nor':[{'metadata.city':'Kyiv'},{'metadata.floor':4}]}",
                "{'metadata.tags':'red'}",
                "{'metadata.tags':['new','red']}",
                "{'metadata.tags':{'$all':['red','new'],'$size':2}}",
                "{'metadata.tags.1':'red'}",
                "{'metadata.address.lines.n':{'$gt':5}}",
                "{'metadata.address.lines':{'$elemMatch':{'n':7}}}",
                "{'metadata.address.zip':null}",
                "{'metadata.address.zip':{'$exists':false}}",
                "{'metadata.owner':null}",
                "{'metadata.owner':{'$type':'null'}}",
                "{'metadata.serial':{'$exists':false}}",
                "{'metadata.city':{'$ne':'Kyiv'}}",
                "{'metadata.city':{'$not':{'$type':['number','array']}}}",
                "{'metadata.key':'floor'}",
                "{'metadata.value':'Lviv'}",
                "{'$compare':['metadata.floor','$gt','metadata.limit']}"
            })
    void matches(String query) {
        assertThat(Evaluator.matches(Samples.parsed(query.replace('\'', '"')), KETTLE))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'metadata.floor':'3'}",
                "{'metadata.city':{'$gt':1}}",
                "{'metadata.serial':null}",
                "{'metadata.serial':{'$ne':1}}",
                "{'metadata.tags':{'$ne':'red'}}",
                "{'metadata.tags':{'$size':1}}",
                "{'metadata.empty':{'$all':[]}}",
                "{'metadata.city':{'$in':[]}}",
                "{'metadata.city':'lviv'}",
                "{'metadata.value':{'$ne':'Lviv'}}",
                "{'$compare':['metadata.floor','$gt','metadata.serial']}",
                "{'$compare':['metadata.floor','$ne','metadata.serial']}"
            })
    void doesNotMatch(String query) {
        assertThat(Evaluator.matches(Samples.parsed(query.replace('\'', '"')), KETTLE))
                .isFalse();
    }

    @Test
    void tellsWhichConditionDecided() {
        Explanation explanation = Explanation.of(
                Samples.parsed("{\"$or\":[{\"metadata.city\":\"Kyiv\"},{\"metadata.floor\":{\"$gte\":3}}]}"), KETTLE);
        assertThat(explanation.matches()).isTrue();
        assertThat(explanation.reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.condition())
                    .hasToString("{\"metadata\":{\"$elemMatch\":{\"key\":\"floor\",\"value\":{\"$gte\":3}}}}");
            assertThat(reason.holds()).isTrue();
            assertThat(reason.found()).hasToString("[3]");
        });
    }

    @Test
    void tellsWhatStandsAgainstAMatch() {
        Explanation explanation =
                Explanation.of(Samples.parsed("{\"metadata.city\":\"Lviv\",\"metadata.serial\":1}"), KETTLE);
        assertThat(explanation.matches()).isFalse();
        assertThat(explanation.reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.holds()).isFalse())
                .extracting(Reason::found)
                .hasToString("[]");
    }
}
