package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses query documents: objects whose members are logical operators and conditions on fields. One per query. */
final class DocumentParser {

    /** Whose fields the members of a query document name. */
    private enum Scope {
        ENDPOINT,
        ENTRY,
        ELEMENT
    }

    private final ConditionParser conditions;
    private final FieldPaths paths;
    private final QueryLimits limits;

    DocumentParser(QueryLimits limits) {
        this.limits = limits;
        this.paths = new FieldPaths(limits);
        this.conditions = new ConditionParser(limits, (node, at) -> document(node, at, Scope.ELEMENT));
    }

    Query root(JsonNode node) {
        return document(node, Position.ROOT, Scope.ENDPOINT);
    }

    private Query document(JsonNode node, Position at, Scope scope) {
        if (!node.isObject()) {
            throw new QueryRefused(at, "must be a JSON object, but is " + Constants.kindOf(node));
        }
        List<Query> members = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            Position position = at.member(name);
            members.add(
                    Operators.isOperator(name)
                            ? operator(name, member.getValue(), position, scope)
                            : field(name, member.getValue(), position, scope));
        }
        return Query.and(members);
    }

    private Query operator(String name, JsonNode operand, Position at, Scope scope) {
        return switch (name) {
            case "$and" -> Query.and(documents(operand, at, scope));
            case "$or" -> Query.or(documents(operand, at, scope));
            case "$nor" -> new Query.Not(Query.or(documents(operand, at, scope)));
            case "$compare" -> compare(operand, at, scope);
            case "$not" ->
                throw new QueryRefused(
                        at,
                        "$not stands in place of a value, as in {\"application_version\":{\"$not\":{…}}};"
                                + " to negate a whole query use {\"$nor\":[…]}");
            default ->
                throw Operators.refusal(
                        at, name, Operators.LOGICAL + (scope == Scope.ENDPOINT ? ", $compare" : "") + " and fields");
        };
    }

    private List<Query> documents(JsonNode operand, Position at, Scope scope) {
        if (!operand.isArray() || operand.isEmpty()) {
            throw new QueryRefused(at, "must be a non-empty array of queries");
        }
        List<Query> queries = new ArrayList<>();
        for (JsonNode element : operand) {
            queries.add(document(element, at.element(queries.size()), scope));
        }
        return queries;
    }

    private Query compare(JsonNode operand, Position at, Scope scope) {
        if (scope != Scope.ENDPOINT) {
            throw new QueryRefused(at, "$compare is not allowed inside $elemMatch; put it beside it");
        }
        conditions.countTerm(at);
        return CompareParser.parse(operand, at, paths);
    }

    private Query field(String name, JsonNode operand, Position at, Scope scope) {
        return switch (scope) {
            case ENDPOINT -> endpointField(name, operand, at);
            case ENTRY -> conditions.parse(operand, at, entrySubject(name, at));
            case ELEMENT -> conditions.parse(operand, at, new Subject.Member(paths.split(name, at)));
        };
    }

    private Query endpointField(String name, JsonNode operand, Position at) {
        if (name.equals("application_version")) {
            return conditions.parse(operand, at, new Subject.Version());
        }
        if (name.equals("metadata")) {
            return metadata(operand, at);
        }
        if (!name.startsWith("metadata.")) {
            throw new QueryRefused(
                    at,
                    "unknown field " + name + "; allowed: application_version, metadata, metadata.<key>, "
                            + Operators.LOGICAL + ", $compare");
        }
        String rest = name.substring("metadata.".length());
        if (rest.equals("key") || rest.startsWith("key.") || rest.equals("value") || rest.startsWith("value.")) {
            return forAnyEntry(conditions.parse(operand, at, entrySubject(rest, at)));
        }
        List<String> path = paths.split(rest, at);
        Query condition = conditions.parse(operand, at, new Subject.Value(path.subList(1, path.size())));
        return forKey(path.getFirst(), condition);
    }

    private Subject entrySubject(String name, Position at) {
        if (name.equals("key")) {
            return new Subject.Key();
        }
        if (name.equals("value")) {
            return new Subject.Value(List.of());
        }
        if (!name.startsWith("value.")) {
            throw new QueryRefused(
                    at,
                    "unknown field " + name + " of a metadata entry; allowed: key, value, value.<path>, "
                            + Operators.LOGICAL
                            + " (a metadata key named key is reached with $elemMatch)");
        }
        return new Subject.Value(paths.split(name.substring("value.".length()), at));
    }

    /**
     * The meaning of {@code metadata.<key>}: an entry with that key satisfies the condition. That the whole key does not
     * exist cannot be said of an entry, so this one condition is said of the endpoint.
     */
    private static Query forKey(String key, Query condition) {
        Query absent = new Query.Not(new Query.Test(new Subject.Value(List.of()), new Predicate.Exists()));
        List<Query> present = new ArrayList<>(Query.conjuncts(condition));
        List<Query> result = new ArrayList<>();
        if (present.removeIf(absent::equals)) {
            result.add(new Query.Not(new Query.Entry(key, Query.EVERYTHING)));
        }
        if (!present.isEmpty()) {
            result.add(new Query.Entry(key, Query.and(present)));
        }
        return Query.and(result);
    }

    /** MongoDB's reading of a path through an array: each positive predicate looks for an entry of its own. */
    private static Query forAnyEntry(Query condition) {
        return switch (condition) {
            case Query.And(List<Query> operands) ->
                Query.and(operands.stream().map(DocumentParser::forAnyEntry).toList());
            case Query.Or(List<Query> operands) ->
                Query.or(operands.stream().map(DocumentParser::forAnyEntry).toList());
            case Query.Not(Query operand) -> new Query.Not(forAnyEntry(operand));
            case Query.Test(Subject subject, Predicate.All(List<Predicate> all))
            when !all.isEmpty() ->
                Query.and(all.stream()
                        .map(each -> entryWith(new Query.Test(subject, each)))
                        .toList());
            case Query.Test test -> entryWith(test);
            case Query.Entry entry -> entry;
            case Query.AnyEntry entry -> entry;
            case Query.EntryCount count -> count;
            case Query.Compare compare -> compare;
        };
    }

    /** A condition on some entry, tied to a key where the condition demands a certain one. */
    private static Query entryWith(Query condition) {
        List<Query> rest = new ArrayList<>(Query.conjuncts(condition));
        for (Query conjunct : rest) {
            String key = demandedKey(conjunct);
            if (key != null) {
                rest.remove(conjunct);
                return new Query.Entry(key, Query.and(rest));
            }
        }
        return new Query.AnyEntry(condition);
    }

    private static @Nullable String demandedKey(Query condition) {
        return condition instanceof Query.Test(Subject.Key(), Predicate.Equal(JsonNode constant))
                ? constant.textValue()
                : null;
    }

    private Query metadata(JsonNode operand, Position at) {
        if (!operand.isObject()
                || operand.isEmpty()
                || !Operators.isOperator(operand.fieldNames().next())) {
            throw new QueryRefused(
                    at,
                    "metadata is an array of entries with key and value; use {\"metadata\":{\"$elemMatch\":"
                            + "{\"key\":\"city\",\"value\":\"Lviv\"}}} or {\"metadata.city\":\"Lviv\"}");
        }
        List<Query> members = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : operand.properties()) {
            members.add(metadataOperator(member.getKey(), member.getValue(), at.member(member.getKey())));
        }
        return Query.and(members);
    }

    private Query metadataOperator(String name, JsonNode operand, Position at) {
        return switch (name) {
            case "$elemMatch" -> {
                conditions.countTerm(at);
                yield entryWith(document(operand, at, Scope.ENTRY));
            }
            case "$not" -> new Query.Not(metadata(operand, at));
            case "$exists" -> conditions.flag(operand, at) ? Query.EVERYTHING : Query.NOTHING;
            case "$size" -> {
                conditions.countTerm(at);
                yield new Query.EntryCount(conditions.count(operand, at));
            }
            case "$all" -> allEntries(operand, at);
            default -> throw Operators.refusal(at, name, "$elemMatch, $not, $all of $elemMatch, $size, $exists");
        };
    }

    private Query allEntries(JsonNode operand, Position at) {
        if (!operand.isArray() || operand.size() > limits.maxListSize()) {
            throw new QueryRefused(
                    at,
                    "must be an array of {\"$elemMatch\":…}, at most kaa.epr.filters.max-list-size = "
                            + limits.maxListSize());
        }
        List<Query> entries = new ArrayList<>();
        for (JsonNode element : operand) {
            Position position = at.element(entries.size());
            if (element.size() != 1 || !element.has("$elemMatch")) {
                throw new QueryRefused(position, "must be {\"$elemMatch\":…} and nothing else");
            }
            entries.add(metadataOperator("$elemMatch", element.get("$elemMatch"), position.member("$elemMatch")));
        }
        return entries.isEmpty() ? Query.NOTHING : Query.and(entries);
    }
}
