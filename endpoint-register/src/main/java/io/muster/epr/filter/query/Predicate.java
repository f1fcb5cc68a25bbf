package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * A condition on the value of a {@link Subject}. All are positive: negation is only {@link Query.Not}. A predicate holds
 * when the value satisfies it or, except for {@link Size}, {@link AnyObject} and {@link AnyItem}, when the value is an
 * array and some element of it does.
 */
public sealed interface Predicate {

    /** Equal to the constant; {@code null} also equals a missing member. Objects are equal whatever their member order. */
    record Equal(JsonNode constant) implements Predicate {}

    /** Compares so with the constant (a scalar of the same type); the comparison is none of EQ and NE. */
    record Order(Comparison comparison, JsonNode constant) implements Predicate {}

    /** Equal to one of the constants. */
    record In(List<JsonNode> constants) implements Predicate {
        public In {
            constants = List.copyOf(constants);
        }
    }

    /** A string in which the regular expression finds something. */
    record Matches(Regex regex) implements Predicate {}

    /** Present, be it as {@code null}. */
    record Exists() implements Predicate {}

    /** Of one of the types. */
    record OfType(Set<ValueType> types) implements Predicate {
        public OfType {
            types = Set.copyOf(types);
        }
    }

    /** An array of so many elements. */
    record Size(int size) implements Predicate {}

    /** Every one of the operands holds, each for its own element if need be; without operands it never holds. */
    record All(List<Predicate> operands) implements Predicate {
        public All {
            operands = List.copyOf(operands);
        }
    }

    /** An array with an element that is an object (or array) whose members satisfy the condition. */
    record AnyObject(Query condition) implements Predicate {}

    /** An array with an element that itself satisfies the condition. */
    record AnyItem(Query condition) implements Predicate {}
}
