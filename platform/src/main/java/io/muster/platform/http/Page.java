package io.muster.platform.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;

/**
 * Which part of a list is wanted.
 *
 * @param offset index of the first item, from 0
 * @param limit largest number of items
 */
public record Page(long offset, int limit) {

    /** Number of items when the caller does not say. */
    public static final int DEFAULT_LIMIT = 20;

    /** Largest number of items per call. */
    public static final int MAX_LIMIT = 1_000;

    /** Reads {@code offset} and {@code limit}; 400 when they are not numbers in range. */
    public static Page of(Request request) {
        long offset = number(request, "offset", 0, 0, Long.MAX_VALUE);
        return new Page(offset, (int) number(request, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
    }

    private static long number(Request request, String name, long otherwise, long least, long most) {
        String text = request.parameter(name).orElse(Long.toString(otherwise));
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, together with numbers out of range.
        }
        String range = most == Long.MAX_VALUE ? least + " or greater" : "between " + least + " and " + most;
        throw new Refused(Refusal.malformed(
                "Query parameter \"%s\" must be an integer %s, but is \"%s\"".formatted(name, range, text)));
    }

    /** The page object every list answers with; {@code totalElements} counts all matches and comes first. */
    public static ObjectNode body(long total, ArrayNode content) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.put("totalElements", total);
        page.set("content", content);
        return page;
    }
}
