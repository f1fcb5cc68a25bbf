package io.muster.platform.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The effective configuration: every key with its value and where the value comes from.
 *
 * @param remarks what was ignored and why; worth a line in the log each
 */
public record Configuration(List<Setting> settings, Catalogue catalogue, List<Problem> remarks) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The setting of a key, by its exact path. */
    public Optional<Setting> setting(String key) {
        return settings.stream().filter(each -> each.key().equals(key)).findFirst();
    }

    /** Key, value and origin in aligned columns, one line for each key. */
    public String table() {
        int keys = settings.stream().mapToInt(each -> each.key().length()).max().orElse(0);
        int values =
                settings.stream().mapToInt(each -> each.value().length()).max().orElse(0);
        StringBuilder table = new StringBuilder();
        for (Setting each : settings) {
            table.append(pad(each.key(), keys))
                    .append("  ")
                    .append(pad(each.value(), values))
                    .append("  ")
                    .append(each.origin().describe())
                    .append('\n');
        }
        return table.toString();
    }

    /** A JSON object from key to {@code {"value": …, "origin": …}}. */
    public String json() {
        ObjectNode root = JSON.createObjectNode();
        for (Setting each : settings) {
            root.putObject(each.key())
                    .put("value", each.value())
                    .put("origin", each.origin().describe());
        }
        try {
            return JSON.writeValueAsString(root);
        } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
