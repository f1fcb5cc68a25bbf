package io.muster.epr.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What differs between two states of metadata, key by key.
 *
 * @param removed keys that went, with their last values
 * @param added new keys with their values
 * @param updated keys whose value changed
 */
public record MetadataDiff(Map<String, JsonNode> removed, Map<String, JsonNode> added, Map<String, Update> updated) {

    /** Nothing differs. */
    public static final MetadataDiff NONE = new MetadataDiff(Map.of(), Map.of(), Map.of());

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

    /** Whether both states have the same keys. */
    public boolean sameKeys() {
        return removed.isEmpty() && added.isEmpty();
    }

    /** All keys that are not as they were. */
    public Set<String> keys() {
        Set<String> keys = new HashSet<>(removed.keySet());
        keys.addAll(added.keySet());
        keys.addAll(updated.keySet());
        return keys;
    }
}
