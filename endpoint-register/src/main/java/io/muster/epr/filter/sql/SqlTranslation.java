package io.muster.epr.filter.sql;

import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.query.Comparison;
import io.muster.epr.filter.query.Operand;
import io.muster.epr.filter.query.Predicate;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.query.Subject;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Translates queries to PostgreSQL 15 and later.
 *
 * <p>Every condition becomes SQL that is true exactly when the condition holds, and false or NULL otherwise; negation is
 * written {@code IS NOT TRUE}. What PostgreSQL would decide otherwise than {@link Evaluator} (regular expressions, array
 * indexes in paths, numeric subtypes) is replaced by a bound: a weaker condition where more rows are harmless, that is
 * below an even number of negations, and FALSE below an odd number. The result is then not exact, but never misses a
 * matching row.
 *
 * <p>Conditions on scalars become one SQL/JSON path predicate, and those on arrays and objects carry a containment. Equality
 * is written with the operators that a GIN index with {@code jsonb_path_ops} supports ({@code metadata @@ path} and
 * {@code metadata @> value}), everything else so that it stays away from the index.
 */
public final class SqlTranslation {
    private final Binds binds;
    private final ValueConditions values;
    private final Exactness exactness = new Exactness();
    private int aliases;

    private SqlTranslation(int firstParameter) {
        this.binds = new Binds(firstParameter);
        this.values = new ValueConditions(binds, exactness, this);
    }

    /**
     * Translates a query.
     *
     * @param firstParameter number of the first bind parameter, at least 1
     */
    public static SqlPredicate translate(Query query, int firstParameter) {
        SqlTranslation translation = new SqlTranslation(firstParameter);
        String text = translation.condition(query, Place.endpoint(), Bound.UPPER);
        return new SqlPredicate(text, translation.binds.values(), translation.exactness.isExact());
    }

    String condition(Query query, Place place, Bound bound) {
        return switch (query) {
            case Query.And(List<Query> operands) -> joined(operands, " AND ", "TRUE", place, bound);
            case Query.Or(List<Query> operands) -> joined(operands, " OR ", "FALSE", place, bound);
            case Query.Not(Query operand) -> "((" + condition(operand, place, bound.opposite()) + ") IS NOT TRUE)";
            case Query.Test(Subject subject, Predicate predicate) -> test(subject, predicate, place, bound);
            case Query.Entry(String key, Query condition) -> entry(key, condition, bound);
            case Query.AnyEntry(Query condition) -> anyEntry(condition, bound);
            case Query.EntryCount(int count) -> "((SELECT count(*) FROM jsonb_object_keys(metadata)) = " + count + ")";
            case Query.Compare compare -> compare(compare, bound);
        };
    }

    /** A name for a row source, unique within the statement. */
    String newAlias() {
        aliases++;
        return "q" + aliases;
    }

    private String joined(List<Query> operands, String operator, String neutral, Place place, Bound bound) {
        return operands.isEmpty()
                ? neutral
                : operands.stream()
                        .map(operand -> condition(operand, place, bound))
                        .collect(Collectors.joining(operator, "(", ")"));
    }

    private String test(Subject subject, Predicate predicate, Place place, Bound bound) {
        return switch (subject) {
            case Subject.Version() -> new TextConditions(binds, exactness, "app_version").on(predicate, bound);
            case Subject.Key() ->
                place.knownKey()
                        .map(key -> Evaluator.matchesText(predicate, key) ? "TRUE" : "FALSE")
                        .orElseGet(() -> new TextConditions(binds, exactness, place.keyColumn()).on(predicate, bound));
            case Subject.Value(List<String> path) -> values.at(place, path, predicate, bound);
            case Subject.Member(List<String> path) -> values.at(place, path, predicate, bound);
            case Subject.Item() -> values.itself(place, predicate, bound);
        };
    }

    private String entry(String key, Query condition, Bound bound) {
        Place place = Place.entry(key);
        String sql = condition(condition, place, bound);
        return holdsForMissingEntry(condition)
                ? "(jsonb_path_match(metadata, " + binds.path(JsonPaths.exists(place.root())) + ", '{}', true) AND "
                        + sql + ")"
                : sql;
    }

    /** Whether the SQL of the condition of an entry could be true although the endpoint lacks the key. */
    private static boolean holdsForMissingEntry(Query condition) {
        return switch (condition) {
            case Query.And(List<Query> operands) -> operands.stream().allMatch(SqlTranslation::holdsForMissingEntry);
            case Query.Or(List<Query> operands) -> operands.stream().anyMatch(SqlTranslation::holdsForMissingEntry);
            // Whatever is negated may be a bound or a comparison that is false for want of a value.
            case Query.Not not -> true;
            case Query.Test(Subject subject, Predicate predicate) ->
                !(subject instanceof Subject.Value(List<String> path)) || JsonPaths.mayBeIndex(path);
            case Query.Entry entry -> true;
            case Query.AnyEntry entry -> true;
            case Query.EntryCount count -> true;
            case Query.Compare compare -> true;
        };
    }

    private String anyEntry(Query condition, Bound bound) {
        String alias = newAlias();
        String sql = condition(condition, Place.anyEntry(alias), bound);
        return "EXISTS (SELECT 1 FROM jsonb_each(metadata) AS " + alias + "(k, v) WHERE " + sql + ")";
    }

    private String compare(Query.Compare compare, Bound bound) {
        if (mayBeIndex(compare.left()) || mayBeIndex(compare.right())) {
            return exactness.approximate(bound, () -> "TRUE");
        }
        String left = operand(compare.left());
        String right = operand(compare.right());
        if (compare.comparison() != Comparison.NE) {
            return pathMatch("(" + left + " " + compare.comparison().symbol() + " " + right + ")");
        }
        return "(" + pathMatch("(" + present(compare.left()) + " && " + present(compare.right()) + ")") + " AND "
                + pathMatch("(" + left + " == " + right + ")") + " IS NOT TRUE)";
    }

    private static boolean mayBeIndex(Operand operand) {
        return operand instanceof Operand.Metadata(String key, List<String> path) && JsonPaths.mayBeIndex(path);
    }

    private static String operand(Operand operand) {
        return switch (operand) {
            case Operand.Version() -> "$version";
            case Operand.Metadata(String key, List<String> path) ->
                JsonPaths.to(Place.entry(key).root(), path);
        };
    }

    private static String present(Operand operand) {
        return operand instanceof Operand.Version ? "1 == 1" : JsonPaths.exists(operand(operand));
    }

    private String pathMatch(String predicate) {
        return "jsonb_path_match(metadata, " + binds.path(predicate)
                + ", jsonb_build_object('version', app_version), true)";
    }
}
