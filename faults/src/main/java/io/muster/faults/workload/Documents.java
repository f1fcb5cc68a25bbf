package io.muster.faults.workload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.faults.journal.Change;
import java.util.List;
import java.util.Random;

/** Metadata by chance, with few values, so that filters are entered and left all the time. */
final class Documents {
    /** Application versions in use. */
    static final List<String> VERSIONS = List.of("demo_application_v1", "demo_application_v2");

    static final List<String> CITIES = List.of("Lviv", "Kyiv", "Odesa");
    static final int FLOORS = 10;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Documents() {}

    /** A whole document, marked. */
    static ObjectNode whole(Random random, String mark) {
        ObjectNode document = JSON.objectNode().put(Change.MARK, mark);
        if (random.nextInt(4) > 0) {
            document.put("city", CITIES.get(random.nextInt(CITIES.size())));
        }
        if (random.nextInt(4) > 0) {
            document.put("floor", random.nextInt(FLOORS));
        }
        return document;
    }

    /** Some keys only, and the mark. */
    static ObjectNode part(Random random, String mark) {
        ObjectNode document = JSON.objectNode().put(Change.MARK, mark);
        if (random.nextBoolean()) {
            return document.put("city", CITIES.get(random.nextInt(CITIES.size())));
        }
        return document.put("floor", random.nextInt(FLOORS));
    }

    /** A JSON Patch that sets the keys of a part. */
    static ArrayNode patch(ObjectNode part) {
        ArrayNode patch = JSON.arrayNode();
        part.properties().forEach(member -> patch.addObject()
                .put("op", "add")
                .put("path", "/" + member.getKey())
                .set("value", member.getValue()));
        return patch;
    }
}
