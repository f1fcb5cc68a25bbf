package io.muster.epr.filter.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects bind parameters. All travel as text and are cast in the statement, so that no client library has to know
 * jsonb or jsonpath.
 */
final class Binds {
    private final int first;
    private final List<Object> values = new ArrayList<>();

    Binds(int first) {
        this.first = first;
    }

    String text(String value) {
        return add(value) + "::text";
    }

    String texts(List<String> elements) {
        return add(elements.toArray(String[]::new)) + "::text[]";
    }

    String json(JsonNode value) {
        return add(value.toString()) + "::text::jsonb";
    }

    String path(String jsonPath) {
        return add(jsonPath) + "::text::jsonpath";
    }

    List<Object> values() {
        return List.copyOf(values);
    }

    private String add(Object value) {
        values.add(value);
        return "$" + (first + values.size() - 1);
    }
}
