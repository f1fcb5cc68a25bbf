package io.muster.server.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.server.StartFailure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** From the bytes of a record to the JSON that asks for a registration over REST. */
final class RegistrationLines {

    /** What an export tells about an endpoint besides what a registration takes. */
    private static final Set<String> IGNORED = Set.of("createdDate", "metadataUpdatedDate", "tokens");

    private static final Set<String> COLUMNS = Set.of("endpointId", "endpointToken", "appVersion", "metadata");
    private static final String KEY = "metadata.";
    /** A number, a word of JSON, or what begins as a text, an array or an object does. */
    private static final Pattern JSON_CELL =
            Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?|true|false|null|[\\[{\"].*", Pattern.DOTALL);

    private final Form form;
    private final List<String> columns;

    /** @param head the first record of the file, for forms that name their columns there */
    RegistrationLines(Form form, byte[] head) {
        this.form = form;
        this.columns = form == Form.CSV ? checked(head) : List.of();
    }

    private static List<String> checked(byte[] head) {
        try {
            List<String> columns = Csv.cells(text(head));
            Set<String> seen = new HashSet<>();
            for (String column : columns) {
                if (!COLUMNS.contains(column) && !IGNORED.contains(column) && !column.startsWith(KEY)) {
                    throw new StartFailure(
                            "the column \"" + column + "\" of the file is not known",
                            "columns are endpointId, endpointToken, appVersion, metadata and metadata.KEY");
                }
                if (!seen.add(column)) {
                    throw new StartFailure("the column \"" + column + "\" stands twice in the file", "name it once");
                }
            }
            if (!seen.contains("appVersion")) {
                throw new StartFailure(
                        "the file has no column \"appVersion\"",
                        "its first line names the columns, appVersion among them");
            }
            return columns;
        } catch (Refused malformed) {
            throw new StartFailure(
                    "the first line of the file names no columns: "
                            + malformed.refusal().message(),
                    "correct it");
        }
    }

    /**
     * What a record asks for.
     *
     * @throws Refused naming what is wrong
     */
    ObjectNode read(byte[] record) {
        ObjectNode asked =
                switch (form) {
                    case NDJSON -> object(Json.parse(record, Json.MAX_DEPTH));
                    case CSV -> row(Csv.cells(text(record)));
                };
        return asked.remove(IGNORED);
    }

    private static ObjectNode object(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new Refused(Refusal.malformed("The line must hold a JSON object"));
    }

    private ObjectNode row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new Refused(Refusal.malformed("The record has %d cells, but the first one names %d columns"
                    .formatted(cells.size(), columns.size())));
        }
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        ObjectNode keys = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String column = columns.get(i);
            if (cell.isEmpty() || IGNORED.contains(column)) {
                continue;
            }
            switch (column) {
                case "appVersion" -> row.putObject("appVersion").put("name", cell);
                case "metadata" -> row.set("metadata", object(parsed(column, cell)));
                case "endpointId", "endpointToken" -> row.put(column, cell);
                default -> keys.set(column.substring(KEY.length()), value(column, cell));
            }
        }
        if (!keys.isEmpty()) {
            row.withObjectProperty("metadata").setAll(keys);
        }
        return row;
    }

    /** Texts may go without quotation marks, as everywhere in such files; what can only be JSON must be. */
    private static JsonNode value(String column, String cell) {
        return parsed(column, JSON_CELL.matcher(cell).matches() ? cell : Json.text(TextNode.valueOf(cell)));
    }

    private static JsonNode parsed(String column, String cell) {
        try {
            return Json.parse(cell, Json.MAX_DEPTH);
        } catch (Refused malformed) {
            throw new Refused(Refusal.malformed(
                    "Column \"" + column + "\": " + malformed.refusal().message()));
        }
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused(Refusal.malformed("The record is not UTF-8"));
        }
    }
}
