package io.muster.server.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A message in a few words: whom it is about first, then what says something. */
final class Summary {

    private static final int LONGEST = 300;
    private static final List<String> ABOUT = List.of("endpointId", "endpoints", "filterId", "clientId");
    private static final Set<String> LEFT_OUT =
            Set.of("correlationId", "timestamp", "timeout", "originatorReplicaId", "filterId", "endpointId");

    private Summary() {}

    static String of(ObjectNode message) {
        List<String> words = new ArrayList<>();
        ABOUT.forEach(field -> {
            JsonNode value = message.path(field);
            if (value.isTextual()) {
                words.add(value.textValue());
            }
        });
        for (Map.Entry<String, JsonNode> field : message.properties()) {
            if (!LEFT_OUT.contains(field.getKey()) && saysSomething(field.getValue())) {
                words.add(field.getKey() + "=" + shown(field.getValue()));
            }
        }
        return String.join(" ", words);
    }

    private static boolean saysSomething(JsonNode value) {
        return !value.isNull() && !(value.isContainerNode() && value.isEmpty());
    }

    private static String shown(JsonNode value) {
        String text = words(value);
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** Texts without quotes at every level: most hold names, or JSON that travels as text. */
    private static String words(JsonNode value) {
        if (value.isObject() && value.has("oldValue") && value.has("newValue")) {
            return words(value.path("oldValue")) + "→" + words(value.path("newValue"));
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(member -> member.getKey() + ":" + words(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(Summary::words)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return value.asText();
    }
}
