package io.muster.epr.metadata;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import java.util.Set;

/**
 * Applies a JSON Patch (RFC 6902) within the limits.
 *
 * <p>A patch of a few hundred bytes can double a document with every {@code copy} and nest it deeper with every
 * operation. Therefore operations are applied one by one, and each is looked at before: how deep its value would lie, and
 * how much the copies have added so far.
 */
final class JsonPatching {

    private static final Set<String> OPERATIONS = Set.of("add", "remove", "replace", "move", "copy", "test");
    private static final Set<String> WITH_VALUE = Set.of("add", "replace", "test");
    private static final Set<String> WITH_FROM = Set.of("move", "copy");

    private final MetadataLimits limits;
    private long copied;

    JsonPatching(MetadataRules rules) {
        this.limits = rules.limits();
    }

    ObjectNode apply(ArrayNode operations, ObjectNode metadata) {
        if (operations.size() > limits.patchOperations()) {
            throw new Refused(Refusal.tooLarge(
                    "The patch has %d operations; at most %d are allowed (kaa.epr.metadata.max-patch-operations)"
                            .formatted(operations.size(), limits.patchOperations())));
        }
        JsonNode document = metadata.deepCopy();
        for (int i = 0; i < operations.size(); i++) {
            document = step(operations.get(i), i, document);
        }
        if (document instanceof ObjectNode patched) {
            return patched;
        }
        throw new Refused(Refusal.malformed("The patch replaces the metadata by something that is not an object"));
    }

    private JsonNode step(JsonNode operation, int index, JsonNode document) {
        String name = text(operation, "op", index);
        if (!OPERATIONS.contains(name)) {
            throw malformed(
                    index, "has the unknown \"op\" \"" + name + "\"; known are add, remove, replace, move, copy, test");
        }
        JsonPointer path = pointer(operation, "path", index);
        if (name.equals("remove") || name.equals("replace")) {
            mustExist(document.at(path), path, index);
        }
        if (WITH_VALUE.contains(name)) {
            if (!operation.has("value")) {
                throw malformed(index, "lacks the member \"value\"");
            }
            checkDepth(operation.get("value"), path, index);
        } else if (WITH_FROM.contains(name)) {
            JsonPointer from = pointer(operation, "from", index);
            JsonNode source = document.at(from);
            mustExist(source, from, index);
            checkDepth(source, path, index);
            checkGrowth(name, source, index);
        }
        return carryOut(operation, name, path, index, document);
    }

    private static JsonNode carryOut(JsonNode operation, String name, JsonPointer path, int index, JsonNode document) {
        if (name.equals("test")) {
            test(operation, path, index, document);
            return document;
        }
        // A copy, since later operations may write into the value while the patch may have to be applied once more.
        ArrayNode single = JsonNodeFactory.instance.arrayNode(1).add(operation.deepCopy());
        try {
            if (path.matches()) {
                return JsonPatch.apply(single, document);
            }
            JsonPatch.applyInPlace(single, document);
            return document;
        } catch (JsonPatchApplicationException failure) {
            throw malformed(index, "cannot be applied: " + failure.getMessage());
        } catch (RuntimeException invalid) {
            throw malformed(index, "is not valid: " + invalid.getMessage());
        }
    }

    /** Numbers are equal when they are numerically, as RFC 6902 has it: 1 equals 1.0. */
    private static void test(JsonNode operation, JsonPointer path, int index, JsonNode document) {
        if (!document.at(path).equals(JsonPatching::compare, operation.get("value"))) {
            throw new Refused(Refusal.conflict("Patch operation %d: the test of \"%s\" fails".formatted(index, path)));
        }
    }

    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    /** RFC 6902 demands it; the library does not look. */
    private static void mustExist(JsonNode target, JsonPointer pointer, int index) {
        if (target.isMissingNode()) {
            throw malformed(index, "cannot be applied: there is nothing at \"" + pointer + "\"");
        }
    }

    private void checkDepth(JsonNode value, JsonPointer path, int index) {
        int levels = 0;
        for (JsonPointer rest = path; !rest.matches(); rest = rest.tail()) {
            levels++;
        }
        // One level more than a value may have: the metadata object itself.
        if (levels > limits.depth() + 1 || MetadataRules.deeperThan(value, limits.depth() + 1 - levels)) {
            throw malformed(
                    index,
                    "would nest metadata deeper than " + limits.depth()
                            + " levels, the limit kaa.epr.metadata.max-depth");
        }
    }

    private void checkGrowth(String name, JsonNode source, int index) {
        if (name.equals("copy")) {
            copied += Json.text(source).length();
            if (copied > limits.totalBytes()) {
                throw new Refused(Refusal.tooLarge(
                        "Patch operation %d: the copies add up to more than %d bytes, the limit kaa.epr.metadata.max-size"
                                .formatted(index, limits.totalBytes())));
            }
        }
    }

    private static JsonPointer pointer(JsonNode operation, String member, int index) {
        String text = text(operation, member, index);
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException invalid) {
            throw malformed(
                    index, "has a \"" + member + "\" that is no JSON Pointer: it must be empty or start with /");
        }
    }

    private static String text(JsonNode operation, String member, int index) {
        if (!operation.isObject()) {
            throw malformed(index, "is not an object");
        }
        JsonNode value = operation.path(member);
        if (!value.isTextual()) {
            throw malformed(index, "needs the member \"" + member + "\" as a string");
        }
        return value.textValue();
    }

    private static Refused malformed(int index, String fault) {
        return new Refused(Refusal.malformed("Patch operation " + index + " " + fault));
    }
}
