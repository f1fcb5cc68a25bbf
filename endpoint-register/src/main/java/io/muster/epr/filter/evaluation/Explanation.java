package io.muster.epr.filter.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.filter.query.CanonicalForm;
import io.muster.epr.filter.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Why an endpoint matches a query or does not: the conditions that alone suffice for the result.
 *
 * <p>A conjunction that holds is decided by all its operands, one that does not by those that do not hold; a
 * disjunction the other way round.
 */
public record Explanation(boolean matches, List<Reason> reasons) {

    public Explanation {
        reasons = List.copyOf(reasons);
    }

    /** Explains the result of {@link Evaluator#matches}. */
    public static Explanation of(Query query, Document document) {
        List<Reason> reasons = new ArrayList<>();
        boolean matches = collect(query, document, reasons);
        return new Explanation(matches, reasons);
    }

    private static boolean collect(Query query, Document document, List<Reason> reasons) {
        return switch (query) {
            case Query.And and -> collect(and.operands(), false, document, reasons);
            case Query.Or or -> collect(or.operands(), true, document, reasons);
            case Query.Not not -> !collect(not.operand(), document, reasons);
            case Query.Test test -> condition(test, document, reasons);
            case Query.Entry entry -> condition(entry, document, reasons);
            case Query.AnyEntry entry -> condition(entry, document, reasons);
            case Query.EntryCount count -> condition(count, document, reasons);
            case Query.Compare compare -> condition(compare, document, reasons);
        };
    }

    /** The operands whose result equals {@code absorbing} decide if there are any, else all of them. */
    private static boolean collect(List<Query> operands, boolean absorbing, Document document, List<Reason> reasons) {
        List<Query> deciding = operands.stream()
                .filter(operand -> Evaluator.matches(operand, document) == absorbing)
                .toList();
        (deciding.isEmpty() ? operands : deciding).forEach(operand -> collect(operand, document, reasons));
        return deciding.isEmpty() ? !absorbing : absorbing;
    }

    private static boolean condition(Query query, Document document, List<Reason> reasons) {
        boolean holds = Evaluator.matches(query, document);
        List<JsonNode> found =
                found(query, document).stream().limit(Reason.MAX_FOUND).toList();
        reasons.add(new Reason(CanonicalForm.of(query), holds, found));
        return holds;
    }

    private static List<JsonNode> found(Query query, Document document) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        List<JsonNode> found = new ArrayList<>();
        if (query instanceof Query.Test) {
            found.add(nodes.textNode(document.appVersion()));
        } else if (query instanceof Query.Entry(String key, Query condition)
                && document.metadata().has(key)) {
            found.add(document.metadata().get(key));
        } else if (query instanceof Query.AnyEntry entry) {
            for (Map.Entry<String, JsonNode> candidate : document.metadata().properties()) {
                ObjectNode alone = nodes.objectNode().set(candidate.getKey(), candidate.getValue());
                if (Evaluator.matches(entry, new Document(document.appVersion(), alone))) {
                    found.add(alone);
                }
            }
        } else if (query instanceof Query.EntryCount) {
            found.add(nodes.numberNode(document.metadata().size()));
        } else if (query instanceof Query.Compare compare) {
            found.addAll(SideBySide.values(compare.left(), document));
            found.addAll(SideBySide.values(compare.right(), document));
        }
        return found;
    }
}
