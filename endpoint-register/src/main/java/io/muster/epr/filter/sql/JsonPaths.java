package io.muster.epr.filter.sql;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import io.muster.epr.filter.query.Comparison;
import io.muster.epr.filter.query.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes SQL/JSON path predicates in the lax mode of PostgreSQL, whose rules for arrays are nearly MongoDB's: a member
 * accessor and the operand of a comparison unwrap an array, once. Method calls do not unwrap; a filter does, once.
 */
final class JsonPaths {

    private JsonPaths() {}

    /** The path extended by member accessors. */
    static String to(String root, List<String> names) {
        StringBuilder path = new StringBuilder(root);
        names.forEach(name -> path.append('.').append(quoted(name)));
        return path.toString();
    }

    /** Whether a name may also be an array index, which lax paths express differently. */
    static boolean mayBeIndex(List<String> names) {
        return names.stream().anyMatch(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    static String compare(String path, Comparison comparison, JsonNode scalar) {
        return "(" + path + " " + comparison.symbol() + " " + literal(scalar) + ")";
    }

    static String equalsAny(String path, List<JsonNode> scalars) {
        return scalars.stream()
                .map(scalar -> compare(path, Comparison.EQ, scalar))
                .collect(Collectors.joining(" || "));
    }

    static String startsWith(String path, String prefix) {
        return "(" + path + " starts with " + quoted(prefix) + ")";
    }

    static String exists(String path) {
        return "exists(" + path + ")";
    }

    /** The value at the path, or an element if it is an array, is of one of the types; numeric subtypes count as number. */
    static String typeIs(String path, Collection<ValueType> types) {
        return types.stream()
                .map(JsonPaths::typeName)
                .distinct()
                .sorted()
                .map(name ->
                        name.equals("array") ? isA(path, name) : exists(path + " ? (@.type() == \"" + name + "\")"))
                .collect(Collectors.joining(" || ", "(", ")"));
    }

    /** The value at the path itself is of the type of the scalar. */
    static String isOfTypeOf(String path, JsonNode scalar) {
        return isA(path, scalar.getNodeType().name().toLowerCase(Locale.ROOT));
    }

    /** The value at the path itself is of one of the types; numeric subtypes count as number. */
    static String isOf(String path, Collection<ValueType> types) {
        return types.stream()
                .map(JsonPaths::typeName)
                .distinct()
                .sorted()
                .map(name -> isA(path, name))
                .collect(Collectors.joining(" || ", "(", ")"));
    }

    /**
     * Null or missing at the end of the path: some object on the way lacks the next name, or a scalar stands where an
     * object would have to be.
     */
    static String isNullOrMissing(String root, List<String> names) {
        List<String> ways = new ArrayList<>();
        ways.add(to(root, names) + " == null");
        String at = root;
        for (String name : names) {
            String next = "@." + quoted(name);
            ways.add(exists(at + " ? (@.type() == \"object\" && !exists(" + next + "))"));
            for (String scalar : List.of("string", "number", "boolean", "null")) {
                ways.add(isA(at, scalar));
            }
            at = to(at, List.of(name));
        }
        return ways.stream().collect(Collectors.joining(" || ", "(", ")"));
    }

    private static String isA(String path, String typeName) {
        return "(" + path + ".type() == \"" + typeName + "\")";
    }

    private static String typeName(ValueType type) {
        return switch (type) {
            case STRING, OBJECT, ARRAY, NULL -> type.alias();
            case BOOL -> "boolean";
            case NUMBER, INT, LONG, DOUBLE -> "number";
        };
    }

    private static String literal(JsonNode scalar) {
        if (scalar.isTextual()) {
            return quoted(scalar.textValue());
        }
        return scalar.isNumber() ? scalar.decimalValue().toPlainString() : scalar.asText();
    }

    /** A string literal of the path language, which has JSON's rules for quoting. */
    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
