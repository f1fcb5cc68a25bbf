package io.muster.epr.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What differs between two states of metadata, key by key.
 *
 * @param removed keys that went, with their last values
 * @param added new keys with their values
 * @param updated keys whose value changed
 */
public record MetadataDiff(Map<String, JsonNode> removed, Map<String, JsonNode> added, Map<String, Update> updated) {

    /** A value before and after. */
    public record Update(JsonNode before, JsonNode after) {}

    /** Compares two states. */
    public static MetadataDiff between(ObjectNode before, ObjectNode after) {
        Map<String, JsonNode> removed = new LinkedHashMap<>();
        Map<String, JsonNode> added = new LinkedHashMap<>();
        Map<String, Update> updated = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> old : before.properties()) {
            JsonNode now = after.get(old.getKey());
            if (now == null) {
                removed.put(old.getKey(), old.getValue());
            } else if (!now.equals(old.getValue())) {
                updated.put(old.getKey(), new Update(old.getValue(), now));
            }
        }
        for (Map.Entry<String, JsonNode> fresh : after.properties()) {
            if (!before.has(fresh.getKey())) {
                added.put(fresh.getKey(), fresh.getValue());
            }
        }
        return new MetadataDiff(removed, added, updated);
    }
}
