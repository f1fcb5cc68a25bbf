package io.muster.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import java.util.Optional;

/** An endpoint at one moment. */
record Document(String version, ObjectNode metadata) {

    /** The endpoint after an event about its metadata; what the event says of before must be so. */
    Document after(JsonNode event, String who, Problems problems) {
        ObjectNode next = metadata.deepCopy();
        event.path("removed").properties().forEach(key -> {
            expect(next, key.getKey(), Optional.of(value(key.getValue())), who, problems);
            next.remove(key.getKey());
        });
        event.path("added").properties().forEach(key -> {
            expect(next, key.getKey(), Optional.empty(), who, problems);
            next.set(key.getKey(), value(key.getValue()));
        });
        event.path("updated").properties().forEach(key -> {
            expect(next, key.getKey(), Optional.of(value(key.getValue().path("oldValue"))), who, problems);
            next.set(key.getKey(), value(key.getValue().path("newValue")));
        });
        return new Document(version, next);
    }

    private static void expect(ObjectNode now, String key, Optional<JsonNode> told, String who, Problems problems) {
        Optional<JsonNode> is = Optional.ofNullable(now.get(key));
        if (!is.equals(told)) {
            problems.add(
                    "%s: the event says that %s was %s before, but by the events until then it was %s",
                    who, key, told, is);
        }
    }

    private static JsonNode value(JsonNode text) {
        return text.isNull() ? JsonNodeFactory.instance.nullNode() : Json.parse(text.asText(), Json.MAX_DEPTH);
    }
}
