package io.muster.epr.filter.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.epr.filter.query.JsonValues;
import io.muster.epr.filter.query.Predicate;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.query.Subject;
import io.muster.epr.filter.query.ValueType;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Decides whether an endpoint matches a query, with the meaning MongoDB gives the query over the document
 * {@code {application_version, metadata: [{key, value}, …]}}. That array is never built: entries with a known key are
 * looked up. Pure and safe for use by many threads.
 */
public final class Evaluator {

    private Evaluator() {}

    /** Whether the endpoint matches the query. */
    public static boolean matches(Query query, Document document) {
        return holds(query, document, new Scope.Endpoint(document));
    }

    /** Whether the condition of a {@link Predicate.AnyObject} holds for this element. */
    public static boolean matchesElement(Query condition, JsonNode element) {
        return holds(condition, NOTHING, new Scope.Element(element));
    }

    /** Whether a predicate on an application version or a metadata key holds for it. */
    public static boolean matchesText(Predicate predicate, String text) {
        return holdsFor(predicate, JsonNodeFactory.instance.textNode(text));
    }

    private static final Document NOTHING = new Document("", JsonNodeFactory.instance.objectNode());

    private static boolean holds(Query query, Document document, Scope scope) {
        return switch (query) {
            case Query.And(List<Query> operands) -> {
                for (Query operand : operands) {
                    if (!holds(operand, document, scope)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Query.Or(List<Query> operands) -> {
                for (Query operand : operands) {
                    if (holds(operand, document, scope)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Query.Not(Query operand) -> !holds(operand, document, scope);
            case Query.Test(Subject subject, Predicate predicate) -> find(subject, predicate, scope);
            case Query.Entry(String key, Query condition) -> {
                JsonNode value = document.metadata().get(key);
                yield value != null && holds(condition, document, new Scope.MetadataEntry(key, value));
            }
            case Query.AnyEntry(Query condition) -> {
                for (Map.Entry<String, JsonNode> entry : document.metadata().properties()) {
                    if (holds(condition, document, new Scope.MetadataEntry(entry.getKey(), entry.getValue()))) {
                        yield true;
                    }
                }
                yield false;
            }
            case Query.EntryCount(int count) -> document.metadata().size() == count;
            case Query.Compare compare -> SideBySide.holds(compare, document);
        };
    }

    private static boolean find(Subject subject, Predicate predicate, Scope scope) {
        if (predicate instanceof Predicate.All(List<Predicate> operands)) {
            for (Predicate operand : operands) {
                if (!find(subject, operand, scope)) {
                    return false;
                }
            }
            return !operands.isEmpty();
        }
        boolean wholeArrays = predicate instanceof Predicate.Size
                || predicate instanceof Predicate.AnyObject
                || predicate instanceof Predicate.AnyItem;
        return scope.find(subject, wholeArrays, value -> holdsFor(predicate, value));
    }

    /** The predicate for one value, without looking into it if it is an array. */
    private static boolean holdsFor(Predicate predicate, JsonNode value) {
        return switch (predicate) {
            case Predicate.Equal(JsonNode constant) -> equal(constant, value);
            case Predicate.Order(var comparison, JsonNode constant) -> {
                OptionalInt order = JsonValues.compare(value.isMissingNode() ? NULL : value, constant);
                yield order.isPresent() && comparison.accepts(order.getAsInt());
            }
            case Predicate.In(List<JsonNode> constants) -> {
                for (JsonNode constant : constants) {
                    if (equal(constant, value)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Predicate.Matches(var regex) -> value.isTextual() && regex.findsIn(value.textValue());
            case Predicate.Exists() -> !value.isMissingNode();
            case Predicate.OfType(var types) -> {
                for (ValueType type : types) {
                    if (type.includes(value)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Predicate.Size(int size) -> value.isArray() && value.size() == size;
            case Predicate.All(List<Predicate> operands) ->
                !operands.isEmpty() && operands.stream().allMatch(operand -> holdsFor(operand, value));
            case Predicate.AnyObject(Query condition) -> anyElement(condition, value, true);
            case Predicate.AnyItem(Query condition) -> anyElement(condition, value, false);
        };
    }

    private static final JsonNode NULL = JsonNodeFactory.instance.nullNode();

    private static boolean equal(JsonNode constant, JsonNode value) {
        return value.isMissingNode() ? constant.isNull() : JsonValues.same(constant, value);
    }

    private static boolean anyElement(Query condition, JsonNode value, boolean onlyContainers) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode element : value) {
            if ((!onlyContainers || element.isContainerNode()) && matchesElement(condition, element)) {
                return true;
            }
        }
        return false;
    }
}
