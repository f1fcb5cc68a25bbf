package io.muster.epr.filter.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.epr.filter.query.Operand;
import io.muster.epr.filter.query.Predicate;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.query.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * On what the result of a query depends.
 *
 * <p>A conjunction can only change its result if one of its triggers changes and, since it must hold before or after,
 * its gates open for the endpoint before or after. Without a gate each operand stands for itself: the result of any
 * logical combination changes only if the result of an operand does, which also disposes of negations.
 */
final class Dependencies {

    private Dependencies() {}

    /** Hands over every trigger of the query with the gate that must be open besides, if there is one. */
    static void collect(Query query, BiConsumer<Trigger, Optional<Gate>> each) {
        List<Gate> gates = gates(query);
        if (!gates.isEmpty()) {
            triggers(query).forEach(trigger -> each.accept(trigger, Optional.of(best(gates, trigger))));
            return;
        }
        switch (query) {
            case Query.And and -> and.operands().forEach(operand -> collect(operand, each));
            case Query.Or or -> or.operands().forEach(operand -> collect(operand, each));
            case Query.Not not -> collect(not.operand(), each);
            case Query.Test test -> ungated(test, each);
            case Query.Entry entry -> entry(entry.key(), entry.condition(), each);
            case Query.AnyEntry entry -> ungated(entry, each);
            case Query.EntryCount count -> ungated(count, each);
            case Query.Compare compare -> ungated(compare, each);
        }
    }

    /** An entry's key is unique, so its condition can be taken apart: what is negated leaves that the key is present. */
    private static void entry(String key, Query condition, BiConsumer<Trigger, Optional<Gate>> each) {
        Optional<Trigger> whole =
                switch (condition) {
                    case Query.And and when and.operands().isEmpty() -> Optional.of(new Trigger.Presence(key));
                    case Query.And and -> parts(key, and.operands(), each);
                    case Query.Or or -> parts(key, or.operands(), each);
                    case Query.Not not -> {
                        collect(new Query.Entry(key, not.operand()), each);
                        yield Optional.of(new Trigger.Presence(key));
                    }
                    case Query.Test(Subject subject, Predicate predicate) ->
                        Optional.of(subject instanceof Subject.Key ? new Trigger.Presence(key) : new Trigger.Key(key));
                    case Query.Entry entry -> Optional.of(new Trigger.Key(key));
                    case Query.AnyEntry entry -> Optional.of(new Trigger.Key(key));
                    case Query.EntryCount count -> Optional.of(new Trigger.Key(key));
                    case Query.Compare compare -> Optional.of(new Trigger.Key(key));
                };
        whole.ifPresent(trigger -> each.accept(trigger, Optional.empty()));
    }

    private static Optional<Trigger> parts(
            String key, List<Query> conditions, BiConsumer<Trigger, Optional<Gate>> each) {
        conditions.forEach(part -> collect(new Query.Entry(key, part), each));
        return Optional.empty();
    }

    /** Hands over gates of which one must be open for the query to hold, or none where it may hold without. */
    static void alternatives(Query query, Consumer<Optional<Gate>> each) {
        if (query instanceof Query.Or or) {
            or.operands().forEach(operand -> alternatives(operand, each));
            return;
        }
        List<Gate> gates = gates(query);
        each.accept(gates.isEmpty() ? Optional.empty() : Optional.of(best(gates, new Trigger.AnyKey())));
    }

    private static void ungated(Query query, BiConsumer<Trigger, Optional<Gate>> each) {
        triggers(query).forEach(trigger -> each.accept(trigger, Optional.empty()));
    }

    private static Gate best(List<Gate> gates, Trigger trigger) {
        // Its own new value tells most about a change; a key tells more than the version, few values more than many.
        Comparator<Gate> preference = Comparator.<Gate, Boolean>comparing(
                        gate -> !gate.subject().equals(trigger))
                .thenComparing(gate -> gate.subject() instanceof Trigger.Version)
                .thenComparing(gate -> gate.values().size());
        return gates.stream().min(preference).orElseThrow();
    }

    private static Set<Trigger> triggers(Query query) {
        Set<Trigger> result = new HashSet<>();
        addTriggers(query, result);
        return result;
    }

    private static void addTriggers(Query query, Set<Trigger> result) {
        switch (query) {
            case Query.And and -> and.operands().forEach(operand -> addTriggers(operand, result));
            case Query.Or or -> or.operands().forEach(operand -> addTriggers(operand, result));
            case Query.Not not -> addTriggers(not.operand(), result);
            case Query.Test test -> result.add(new Trigger.Version());
            case Query.Entry entry -> result.add(new Trigger.Key(entry.key()));
            case Query.AnyEntry entry -> result.add(new Trigger.AnyKey());
            case Query.EntryCount count -> result.add(new Trigger.AnyKey());
            case Query.Compare compare -> {
                result.add(trigger(compare.left()));
                result.add(trigger(compare.right()));
            }
        }
    }

    private static Trigger trigger(Operand operand) {
        return switch (operand) {
            case Operand.Version version -> new Trigger.Version();
            case Operand.Metadata metadata -> new Trigger.Key(metadata.key());
        };
    }

    private static List<Gate> gates(Query query) {
        List<Gate> gates = new ArrayList<>();
        for (Query conjunct : Query.conjuncts(query)) {
            if (conjunct instanceof Query.Test test) {
                scalars(test.predicate()).ifPresent(values -> gates.add(Gate.of(new Trigger.Version(), values)));
            } else if (conjunct instanceof Query.Entry entry) {
                Query.conjuncts(entry.condition()).stream()
                        .flatMap(condition -> wholeValue(condition).stream())
                        .flatMap(predicate -> scalars(predicate).stream())
                        .forEach(values -> gates.add(Gate.of(new Trigger.Key(entry.key()), values)));
            }
        }
        return gates;
    }

    private static Optional<Predicate> wholeValue(Query condition) {
        return condition instanceof Query.Test(Subject.Value(List<String> path), Predicate predicate) && path.isEmpty()
                ? Optional.of(predicate)
                : Optional.empty();
    }

    /** The scalars one of which the predicate demands. */
    private static Optional<List<JsonNode>> scalars(Predicate predicate) {
        List<JsonNode> constants =
                switch (predicate) {
                    case Predicate.Equal equal -> List.of(equal.constant());
                    case Predicate.In in -> in.constants();
                    case Predicate.All all
                    when !all.operands().isEmpty() ->
                        scalars(all.operands().getFirst()).orElse(List.of());
                    default -> List.of();
                };
        return constants.isEmpty() || constants.stream().anyMatch(JsonNode::isContainerNode)
                ? Optional.empty()
                : Optional.of(constants);
    }
}
