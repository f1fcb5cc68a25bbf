package io.muster.epr.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.evaluation.Explanation;
import io.muster.epr.filter.query.CanonicalForm;
import io.muster.epr.filter.query.Query;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class EvaluatorAgreementTest {

    @Property(tries = 20_000)
    void agreesWithTheNaiveReading(@ForAll long seed) {
        Samples samples = new Samples(seed);
        ObjectNode query = samples.query();
        Query tree = Samples.parsed(query);
        for (int i = 0; i < 3; i++) {
            Document document = samples.document();
            boolean expected = new NaiveMatcher(document.appVersion(), document.metadata()).matches(query);
            assertThat(Evaluator.matches(tree, document))
                    .as("%s on %s", query, document)
                    .isEqualTo(expected);
            assertThat(Explanation.of(tree, document).matches()).isEqualTo(expected);
        }
    }

    @Property(tries = 20_000)
    void theCanonicalFormParsesToTheSameTree(@ForAll long seed) {
        Query tree = Samples.parsed(new Samples(seed).query());
        JsonNode printed = CanonicalForm.of(tree);
        assertThat(Samples.parsed(printed)).as("%s", printed).isEqualTo(tree);
        assertThat(Samples.parsed(printed.toString())).as("text of %s", printed).isEqualTo(tree);
    }

    /** The deciding conditions alone lead to the same result. */
    @Property(tries = 5_000)
    void theReasonsAreAsTheyAreSaidToBe(@ForAll long seed) {
        Samples samples = new Samples(seed);
        Query tree = Samples.parsed(samples.query());
        Document document = samples.document();
        assertThat(Explanation.of(tree, document).reasons())
                .allSatisfy(reason -> assertThat(Evaluator.matches(Samples.parsed(reason.condition()), document))
                        .isEqualTo(reason.holds()));
    }
}
