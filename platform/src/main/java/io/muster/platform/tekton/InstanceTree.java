package io.muster.platform.tekton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The applications of one service instance as Tekton has them; never changed, only replaced. */
record InstanceTree(JsonNode applications) {
    private static final String VERSIONS = "versions";

    static InstanceTree empty() {
        return new InstanceTree(JsonNodeFactory.instance.objectNode());
    }

    /**
     * The tree after a scope was read again.
     *
     * @param value what is there now; empty: the application or version is gone
     */
    InstanceTree with(Scope scope, Optional<JsonNode> value) {
        if (scope.application().isEmpty()) {
            return value.map(InstanceTree::new).orElseGet(InstanceTree::empty);
        }
        ObjectNode changed = objectOr(applications.deepCopy());
        String name = scope.application().get();
        if (scope.version().isEmpty()) {
            put(changed, name, value);
        } else if (value.isPresent() || changed.path(name).path(VERSIONS).isObject()) {
            ObjectNode application = objectOr(changed.path(name));
            ObjectNode versions = objectOr(application.path(VERSIONS));
            put(versions, scope.version().get(), value);
            application.set(VERSIONS, versions);
            changed.set(name, application);
        }
        return new InstanceTree(changed);
    }

    private static void put(ObjectNode parent, String name, Optional<JsonNode> value) {
        value.ifPresentOrElse(present -> parent.set(name, present), () -> parent.remove(name));
    }

    private static ObjectNode objectOr(JsonNode node) {
        return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }
}
