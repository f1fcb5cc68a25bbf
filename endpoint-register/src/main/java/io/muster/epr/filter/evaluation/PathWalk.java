package io.muster.epr.filter.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * Follows a dotted path as MongoDB does and tells whether something it leads to passes a test.
 *
 * <p>An array on the way stands for those of its elements that are objects, and, if the next name is a number, also for
 * the element at that index. An array inside an array is entered by index only. A name missing in an object, or a
 * scalar before the end of the path, leads to a missing value; an array without objects leads to nothing at all. At the
 * end of the path an array is tested itself and, unless {@code wholeArrays} is set, in each of its elements.
 */
record PathWalk(List<String> path, boolean wholeArrays, Predicate<JsonNode> test) {

    /** The walk starting with the name at index {@code from} in an object, or in an array taken as an object. */
    boolean findsInDocument(JsonNode document, int from) {
        JsonNode child = member(document, path.get(from));
        return child.isMissingNode() ? test.test(child) : findsInValue(child, from + 1);
    }

    /** The walk continuing from a value found under the name before index {@code from}. */
    boolean findsInValue(JsonNode value, int from) {
        if (from == path.size()) {
            return findsAtEnd(value);
        }
        if (value.isArray()) {
            return findsInArray(value, from);
        }
        return value.isObject() ? findsInDocument(value, from) : test.test(MissingNode.getInstance());
    }

    private boolean findsAtEnd(JsonNode value) {
        if (value.isArray() && !wholeArrays) {
            for (JsonNode element : value) {
                if (test.test(element)) {
                    return true;
                }
            }
        }
        return test.test(value);
    }

    private boolean findsInArray(JsonNode array, int from) {
        for (JsonNode element : array) {
            if (element.isObject() && findsInDocument(element, from)) {
                return true;
            }
        }
        JsonNode indexed = member(array, path.get(from));
        if (indexed.isMissingNode()) {
            return false;
        }
        if (from + 1 == path.size()) {
            return test.test(indexed);
        }
        if (indexed.isArray()) {
            return findsInArray(indexed, from + 1);
        }
        return indexed.isObject() && findsInDocument(indexed, from + 1);
    }

    private static JsonNode member(JsonNode container, String name) {
        return container.isArray() ? container.path(index(name)) : container.path(name);
    }

    /** The array index a name stands for: decimal without superfluous zeros; -1 if it is none. */
    private static int index(String name) {
        int length = name.length();
        if (length > 9 || (length > 1 && name.charAt(0) == '0')) {
            return -1;
        }
        int result = 0;
        for (int i = 0; i < length; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            result = result * 10 + digit;
        }
        return result;
    }
}
