package io.muster.epr.filter.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects bind parameters. All travel as text and are cast in the statement, so that no client library has to know
 * jsonb or jsonpath. The cast stands in a query of its own, which is carried out once: a plan that PostgreSQL keeps for
 * all values of the parameters would parse a path for each row.
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
        return "(SELECT " + add(value.toString()) + "::text::jsonb)";
    }

    String path(String jsonPath) {
        return "(SELECT " + add(jsonPath) + "::text::jsonpath)";
    }

    List<Object> values() {
        return List.copyOf(values);
    }

    private String add(Object value) {
        values.add(value);
        return "$" + (first + values.size() - 1);
    }
}
