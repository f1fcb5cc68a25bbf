package io.muster.epr.filter.query;

import java.util.List;

/**
 * A parsed filter query: a tree of logical operators over conditions on one endpoint.
 *
 * <p>The root speaks about the endpoint. The condition of {@link Entry} and {@link AnyEntry} speaks about one metadata
 * entry, that of {@link Predicate.AnyObject} and {@link Predicate.AnyItem} about one array element; the
 * {@link Subject} of a {@link Test} tells which. Trees come from {@link QueryParser}, which keeps these scopes apart.
 * {@link CanonicalForm} prints a tree back to the query language.
 */
public sealed interface Query {

    /** Matches every endpoint: the query {@code {}}. */
    Query EVERYTHING = new And(List.of());

    /** Matches no endpoint. */
    Query NOTHING = new Not(EVERYTHING);

    /** Every operand holds; without operands it always holds. */
    record And(List<Query> operands) implements Query {
        public And {
            operands = List.copyOf(operands);
        }
    }

    /** Some operand holds. */
    record Or(List<Query> operands) implements Query {
        public Or {
            operands = List.copyOf(operands);
        }
    }

    /** The operand does not hold. */
    record Not(Query operand) implements Query {}

    /** A predicate on what the subject designates. */
    record Test(Subject subject, Predicate predicate) implements Query {}

    /** The endpoint has the metadata key and its entry satisfies the condition. */
    record Entry(String key, Query condition) implements Query {}

    /** Some metadata entry, of whatever key, satisfies the condition. */
    record AnyEntry(Query condition) implements Query {}

    /** The endpoint has exactly this many metadata keys. */
    record EntryCount(int count) implements Query {}

    /**
     * Compares two values of the same endpoint: some scalar of the left side and some scalar of the right side are of
     * the same type and compare so. {@link Comparison#NE} holds when both sides are present and no such pair is equal.
     */
    record Compare(Operand left, Comparison comparison, Operand right) implements Query {}

    /** The conjunction of the operands, flattened: nested conjunctions are dissolved and a single operand stays bare. */
    static Query and(List<Query> operands) {
        List<Query> flat = operands.stream().flatMap(q -> conjuncts(q).stream()).toList();
        return flat.size() == 1 ? flat.getFirst() : new And(flat);
    }

    /** The disjunction of the operands; a single operand stays bare. */
    static Query or(List<Query> operands) {
        return operands.size() == 1 ? operands.getFirst() : new Or(operands);
    }

    /** The operands of a conjunction, or the query itself. */
    static List<Query> conjuncts(Query query) {
        return query instanceof And(List<Query> operands) ? operands : List.of(query);
    }
}
