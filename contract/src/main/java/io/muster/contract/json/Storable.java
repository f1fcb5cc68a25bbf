package io.muster.contract.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What a JSON value must keep to so that PostgreSQL stores it as it was sent: no U+0000 and no half of a surrogate pair
 * in texts and names, and numbers of a sensible size.
 */
final class Storable {
    private static final int MAX_DIGITS = 1_000;
    private static final int MAX_EXPONENT = 1_000;

    private Storable() {}

    /** A broken rule and where; the place is a JSON pointer. */
    record Problem(String path, String rule) {
        String place() {
            return path.isEmpty() ? "the top" : path;
        }

        private Optional<Problem> below(String segment) {
            return Optional.of(new Problem('/' + segment.replace("~", "~0").replace("/", "~1") + path, rule));
        }
    }

    /** The first problem in the value, if any. Arrays and objects may be nested {@code maxDepth} levels deep. */
    static Optional<Problem> problem(JsonNode node, int maxDepth) {
        return problem(node, 0, maxDepth);
    }

    private static Optional<Problem> problem(JsonNode node, int level, int maxDepth) {
        return switch (node.getNodeType()) {
            case OBJECT -> level >= maxDepth ? tooDeep(maxDepth) : inObject(node, level + 1, maxDepth);
            case ARRAY -> level >= maxDepth ? tooDeep(maxDepth) : inArray(node, level + 1, maxDepth);
            case STRING -> inText(node.textValue(), "text");
            case NUMBER -> inNumber(node.decimalValue());
            case BOOLEAN, NULL, BINARY, MISSING, POJO -> Optional.empty();
        };
    }

    private static Optional<Problem> inObject(JsonNode object, int level, int maxDepth) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            Optional<Problem> problem = inText(member.getKey(), "member name");
            if (problem.isPresent()) {
                return problem;
            }
            problem = problem(member.getValue(), level, maxDepth);
            if (problem.isPresent()) {
                return problem.get().below(member.getKey());
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> inArray(JsonNode array, int level, int maxDepth) {
        int index = 0;
        for (JsonNode element : array) {
            Optional<Problem> problem = problem(element, level, maxDepth);
            if (problem.isPresent()) {
                return problem.get().below(Integer.toString(index));
            }
            index++;
        }
        return Optional.empty();
    }

    private static Optional<Problem> inText(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return rule("the " + what + " holds the character U+0000, which cannot be stored");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return rule("the " + what + " holds half of a surrogate pair, which is no character");
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> inNumber(BigDecimal number) {
        if (number.precision() > MAX_DIGITS) {
            return rule("the number has " + number.precision() + " digits, at most " + MAX_DIGITS + " are allowed");
        }
        long exponent = (long) number.precision() - number.scale() - 1;
        boolean tooManyPlaces = number.scale() > MAX_DIGITS + MAX_EXPONENT;
        if (Math.abs(exponent) > MAX_EXPONENT && number.signum() != 0
                || tooManyPlaces
                || number.scale() < -MAX_EXPONENT) {
            return rule("the number is too large or too small: its power of ten may be -" + MAX_EXPONENT + " to "
                    + MAX_EXPONENT);
        }
        return Optional.empty();
    }

    private static Optional<Problem> tooDeep(int maxDepth) {
        return rule("arrays and objects are nested deeper than the allowed " + maxDepth + " levels");
    }

    private static Optional<Problem> rule(String rule) {
        return Optional.of(new Problem("", rule));
    }
}
