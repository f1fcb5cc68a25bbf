package io.muster.epr.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.util.Set;

/** A wish to change the metadata of an endpoint. */
public sealed interface MetadataChange {

    /** The metadata becomes exactly this. */
    record Replace(ObjectNode metadata) implements MetadataChange {}

    /** These keys get these values; others stay. */
    record SetKeys(ObjectNode values) implements MetadataChange {}

    /** This key goes; refused when it is not there. */
    record RemoveKey(String key) implements MetadataChange {}

    /** These keys go; those that are not there are no error. */
    record RemoveKeys(Set<String> keys) implements MetadataChange {}

    /** A JSON Patch (RFC 6902) with paths rooted at the metadata object. */
    record Patch(ArrayNode operations) implements MetadataChange {}

    /** Sets one key. */
    static MetadataChange set(String key, JsonNode value) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.set(key, value);
        return new SetKeys(values);
    }

    /**
     * The metadata as it would be after the change; {@code current} stays as it is, and the result may share values with
     * it, which nobody may change either.
     *
     * @throws Refused when the change cannot be applied or its result breaks a rule or limit
     */
    default ObjectNode applyTo(ObjectNode current, MetadataRules rules) {
        ObjectNode changed =
                switch (this) {
                    case Replace replace -> StoredForm.of(replace.metadata());
                    case SetKeys set -> sharing(current).setAll(StoredForm.of(set.values()));
                    case RemoveKey remove -> without(current, remove.key());
                    case RemoveKeys remove -> sharing(current).without(remove.keys());
                    case Patch patch -> StoredForm.of(new JsonPatching(rules).apply(patch.operations(), current));
                };
        rules.check(changed);
        return changed;
    }

    private static ObjectNode without(ObjectNode current, String key) {
        if (!current.has(key)) {
            throw new Refused(Refusal.notFound("Metadata key [" + key + "] is not found"));
        }
        return sharing(current).without(Set.of(key));
    }

    /** Another object with the same values. */
    private static ObjectNode sharing(ObjectNode current) {
        return JsonNodeFactory.instance.objectNode().setAll(current);
    }
}
