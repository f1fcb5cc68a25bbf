package io.muster.epr.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object of a request, read member by member; every refusal names the member.
 *
 * @param path where it stands in the body: empty, or ending with a dot
 */
record Body(ObjectNode object, String path) {

    /** Refuses members that nobody would read: a misspelt name must not be taken for an absent one. */
    Body allowing(Set<String> members) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!members.contains(member.getKey())) {
                throw new Refused(Refusal.malformed("Unknown member \"%s%s\"; allowed are %s"
                        .formatted(
                                path, member.getKey(), members.stream().sorted().toList())));
            }
        }
        return this;
    }

    /** A string; null counts as absent. */
    Optional<String> text(String member) {
        JsonNode value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value.isTextual()) {
            return Optional.of(value.textValue());
        }
        throw wrong(member, "a string", value);
    }

    String requiredText(String member) {
        return text(member).orElseThrow(() -> missing(member));
    }

    Body requiredObject(String member) {
        return object(member).map(value -> new Body(value, path + member + '.')).orElseThrow(() -> missing(member));
    }

    ObjectNode objectOrEmpty(String member) {
        return object(member).orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private Optional<ObjectNode> object(String member) {
        JsonNode value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value instanceof ObjectNode given) {
            return Optional.of(given);
        }
        throw wrong(member, "an object", value);
    }

    /**
     * An array with 1 to {@code most} elements.
     *
     * @param limit key by which {@code most} is configured
     */
    JsonNode requiredArray(String member, int most, String limit) {
        JsonNode value = object.path(member);
        if (value.isMissingNode()) {
            throw missing(member);
        }
        if (!value.isArray()) {
            throw wrong(member, "an array", value);
        }
        if (value.isEmpty() || value.size() > most) {
            throw new Refused(Refusal.malformed("Member \"%s%s\" has %d elements; 1 to %d are allowed (%s)"
                    .formatted(path, member, value.size(), most, limit)));
        }
        return value;
    }

    private Refused missing(String member) {
        return new Refused(Refusal.malformed("Member \"" + path + member + "\" is required"));
    }

    private Refused wrong(String member, String expected, JsonNode found) {
        return new Refused(Refusal.malformed("Member \"%s%s\" must be %s, but is %s"
                .formatted(path, member, expected, found.getNodeType().name().toLowerCase(Locale.ROOT))));
    }
}
