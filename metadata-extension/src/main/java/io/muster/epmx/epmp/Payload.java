package io.muster.epmx.epmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.MetadataKey;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rules of 10/EPMP for request payloads. */
final class Payload {

    private static final int SHOWN = 40;

    private Payload() {}

    /** Of "get": nothing, or an object whose only possible member {@code keys} holds different key names. */
    static Optional<Set<MetadataKey>> wantedKeys(byte[] payload) {
        if (payload.length == 0) {
            return Optional.empty();
        }
        ObjectNode request = object(json(payload));
        request.fieldNames().forEachRemaining(member -> {
            if (!member.equals("keys")) {
                throw malformed("has the unknown member \"" + shown(member) + "\"; only \"keys\" is allowed");
            }
        });
        return Optional.ofNullable(request.get("keys")).map(keys -> names(keys, "member \"keys\" of the payload"));
    }

    /** Of "delete": an array of different key names, at least one. */
    static Set<MetadataKey> keys(byte[] payload) {
        Set<MetadataKey> keys = names(json(payload), "payload");
        if (keys.isEmpty()) {
            throw malformed("is empty; name at least one key");
        }
        return keys;
    }

    /** Of "update": an object of keys and any values, at least one. */
    static ObjectNode values(byte[] payload) {
        ObjectNode values = object(json(payload));
        if (values.isEmpty()) {
            throw malformed("is empty; give at least one key with its value");
        }
        values.fieldNames().forEachRemaining(MetadataKey::of);
        return values;
    }

    private static Set<MetadataKey> names(JsonNode array, String what) {
        if (!array.isArray()) {
            throw refused("The " + what + " must be an array of key names, but is " + type(array));
        }
        Set<MetadataKey> keys = new LinkedHashSet<>();
        for (JsonNode name : array) {
            if (!name.isTextual()) {
                throw refused("The " + what + " must hold key names only, but holds " + type(name));
            }
            if (!keys.add(MetadataKey.of(name.textValue()))) {
                throw refused("The " + what + " names the key \"" + shown(name.textValue()) + "\" twice");
            }
        }
        return keys;
    }

    private static JsonNode json(byte[] payload) {
        return Json.parse(payload, Json.MAX_DEPTH);
    }

    private static ObjectNode object(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw malformed("must be a JSON object, but is " + type(json));
    }

    private static String type(JsonNode json) {
        return json.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /** What the device wrote, shortened. */
    static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static Refused malformed(String fault) {
        return refused("The payload " + fault);
    }

    private static Refused refused(String message) {
        return new Refused(Refusal.malformed(message));
    }
}
