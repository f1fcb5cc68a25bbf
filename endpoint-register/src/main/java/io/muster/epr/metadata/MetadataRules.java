package io.muster.epr.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import java.util.Map;

/** Checks that metadata keeps to the rules and limits. */
public final class MetadataRules {

    private static final int SHOWN = 40;

    private final MetadataLimits limits;

    /** Rules with the given limits. */
    public MetadataRules(MetadataLimits limits) {
        this.limits = limits;
    }

    /** The limits. */
    public MetadataLimits limits() {
        return limits;
    }

    /**
     * Checks all metadata of an endpoint.
     *
     * @throws Refused naming the key and the rule or limit
     */
    public void check(ObjectNode metadata) {
        if (metadata.size() > limits.keys()) {
            throw tooLarge(
                    "The metadata has %d keys; an endpoint may have %d, the limit kaa.epr.metadata.max-keys",
                    metadata.size(), limits.keys());
        }
        int total = bytesOrMore(metadata);
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            checkKey(entry.getKey());
            checkDepth(entry.getKey(), entry.getValue());
            // No value is larger than the whole; writing each of them would cost more than all other checks together.
            if (total > limits.valueBytes()) {
                checkSize(entry.getKey(), entry.getValue());
            }
        }
        if (total > limits.totalBytes()) {
            throw tooLarge(
                    "The metadata has %d bytes; an endpoint may have %d, the limit kaa.epr.metadata.max-size",
                    total, limits.totalBytes());
        }
    }

    /**
     * Checks the name of a key.
     *
     * @throws Refused naming the key and the rule
     */
    public void checkKey(String key) {
        if (key.isEmpty() || !allAllowed(key)) {
            throw new Refused(
                    Refusal.malformed("Metadata key \"%s\" must match ^[a-zA-Z0-9_]+$".formatted(shortened(key))));
        }
        if (key.length() > limits.keyLength()) {
            throw new Refused(Refusal.malformed(
                    "Metadata key \"%s\" has %d characters; at most %d are allowed (kaa.epr.metadata.max-key-length)"
                            .formatted(shortened(key), key.length(), limits.keyLength())));
        }
    }

    /** Each change checks all keys of an endpoint; a stream for each of them would cost more than the rest of the rules. */
    private static boolean allAllowed(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (!allowedInKey(key.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean allowedInKey(int character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || character == '_';
    }

    private void checkDepth(String key, JsonNode value) {
        if (deeperThan(value, limits.depth())) {
            throw new Refused(Refusal.malformed(
                    "The value of metadata key \"%s\" is nested deeper than %d levels, the limit kaa.epr.metadata.max-depth"
                            .formatted(key, limits.depth())));
        }
    }

    private void checkSize(String key, JsonNode value) {
        int bytes = bytes(value);
        if (bytes > limits.valueBytes()) {
            throw tooLarge(
                    "The value of metadata key \"" + key
                            + "\" has %d bytes; at most %d are allowed (kaa.epr.metadata.max-value-size)",
                    bytes,
                    limits.valueBytes());
        }
    }

    /** The size, or where it is far from every limit more than that: to find the size all of it has to be written. */
    private int bytesOrMore(ObjectNode metadata) {
        long most = WrittenSize.atMost(metadata);
        return most <= Math.min(limits.valueBytes(), limits.totalBytes()) ? (int) most : bytes(metadata);
    }

    private static int bytes(JsonNode value) {
        return Json.bytes(value).length;
    }

    /** Whether arrays and objects are nested in more than {@code levels} levels; looks no deeper than that. */
    static boolean deeperThan(JsonNode value, int levels) {
        if (!value.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode child : value) {
            if (deeperThan(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    private static Refused tooLarge(String message, int found, int limit) {
        return new Refused(Refusal.tooLarge(message.formatted(found, limit)));
    }

    private static String shortened(String key) {
        return key.length() <= SHOWN ? key : key.substring(0, SHOWN) + "…";
    }
}
