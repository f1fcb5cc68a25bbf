package io.muster.epr.filter.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.epr.filter.query.Subject;
import java.util.List;
import java.util.function.Predicate;

/** What the subjects of a query lead to: the endpoint, one metadata entry or one array element. */
sealed interface Scope {

    /** Whether something the subject leads to passes the test; the test may see a missing value. */
    boolean find(Subject subject, boolean wholeArrays, Predicate<JsonNode> test);

    record Endpoint(Document document) implements Scope {
        @Override
        public boolean find(Subject subject, boolean wholeArrays, Predicate<JsonNode> test) {
            if (subject instanceof Subject.Version) {
                return test.test(JsonNodeFactory.instance.textNode(document.appVersion()));
            }
            throw misplaced(subject);
        }
    }

    record MetadataEntry(String key, JsonNode value) implements Scope {
        @Override
        public boolean find(Subject subject, boolean wholeArrays, Predicate<JsonNode> test) {
            if (subject instanceof Subject.Value(List<String> path)) {
                return new PathWalk(path, wholeArrays, test).findsInValue(value, 0);
            }
            if (subject instanceof Subject.Key) {
                return test.test(JsonNodeFactory.instance.textNode(key));
            }
            throw misplaced(subject);
        }
    }

    record Element(JsonNode element) implements Scope {
        @Override
        public boolean find(Subject subject, boolean wholeArrays, Predicate<JsonNode> test) {
            if (subject instanceof Subject.Member(List<String> path)) {
                return new PathWalk(path, wholeArrays, test).findsInDocument(element, 0);
            }
            if (subject instanceof Subject.Item) {
                return test.test(element);
            }
            throw misplaced(subject);
        }
    }

    private static IllegalArgumentException misplaced(Subject subject) {
        return new IllegalArgumentException("query not built by the parser: " + subject + " outside its scope");
    }
}
