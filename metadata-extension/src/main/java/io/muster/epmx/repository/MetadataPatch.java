package io.muster.epmx.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.contract.name.MetadataKey;
import java.util.Set;

/** Changes of metadata as JSON Patch (RFC 6902). Keys need no escaping in paths: they are letters, digits and _. */
final class MetadataPatch {

    private MetadataPatch() {}

    /** Creates or overwrites. */
    static ArrayNode update(ObjectNode values) {
        ArrayNode patch = Json.mapper().createArrayNode();
        values.properties().forEach(member -> add(patch, member.getKey(), member.getValue()));
        return patch;
    }

    /** Removes keys whether they exist or not: "remove" alone fails on a missing one, so each is set to null before. */
    static ArrayNode delete(Set<MetadataKey> keys) {
        ArrayNode patch = Json.mapper().createArrayNode();
        for (MetadataKey key : keys) {
            add(patch, key.value(), Json.mapper().nullNode());
            remove(patch, key.value());
        }
        return patch;
    }

    /** Turns {@code before} into {@code after}. */
    static ArrayNode between(ObjectNode before, ObjectNode after) {
        ArrayNode patch = Json.mapper().createArrayNode();
        before.fieldNames().forEachRemaining(key -> {
            if (!after.has(key)) {
                remove(patch, key);
            }
        });
        after.properties().forEach(member -> {
            if (!member.getValue().equals(before.get(member.getKey()))) {
                add(patch, member.getKey(), member.getValue());
            }
        });
        return patch;
    }

    private static void add(ArrayNode patch, String key, JsonNode value) {
        patch.addObject().put("op", "add").put("path", '/' + key).set("value", value);
    }

    private static void remove(ArrayNode patch, String key) {
        patch.addObject().put("op", "remove").put("path", '/' + key);
    }
}
