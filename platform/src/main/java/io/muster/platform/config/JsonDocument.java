package io.muster.platform.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns JSON that came over the wire into a {@link Tree}; it has no lines, which {@link Tree#NO_LINE} stands for. */
final class JsonDocument {
    private JsonDocument() {}

    static Tree tree(JsonNode node) {
        if (node.isObject()) {
            return mapping(node);
        }
        if (node.isArray()) {
            List<Tree> items = new ArrayList<>();
            node.forEach(item -> items.add(tree(item)));
            return new Tree.Listing(items, Tree.NO_LINE);
        }
        return node.isNull() ? new Tree.Nothing(Tree.NO_LINE) : new Tree.Scalar(node.asText(), Tree.NO_LINE);
    }

    private static Tree.Mapping mapping(JsonNode node) {
        Map<String, Tree> entries = new LinkedHashMap<>();
        node.properties().forEach(member -> entries.put(member.getKey(), tree(member.getValue())));
        return new Tree.Mapping(entries, Tree.NO_LINE);
    }
}
