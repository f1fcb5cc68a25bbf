package io.muster.server.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How a file holds its records. */
public enum Form {
    /** One JSON object in each line. */
    NDJSON,
    /** Comma-separated values; the first record names the columns. */
    CSV;

    /** What the name of a file says. */
    public static Form of(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv") ? CSV : NDJSON;
    }

    /** What stands before the records: the names of the columns, or nothing. */
    String head(List<String> columns) {
        return switch (this) {
            case NDJSON -> "";
            case CSV -> Csv.record(columns) + '\n';
        };
    }

    /** A record with the line break behind it. */
    String line(List<String> columns, ObjectNode object) {
        return switch (this) {
            case NDJSON -> Json.text(object) + '\n';
            case CSV ->
                Csv.record(columns.stream()
                                .map(column -> cell(object.path(column)))
                                .toList())
                        + '\n';
        };
    }

    private static String cell(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        return value.isTextual() ? value.textValue() : Json.text(value);
    }
}
