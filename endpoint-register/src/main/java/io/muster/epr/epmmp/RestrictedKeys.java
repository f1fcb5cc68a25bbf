package io.muster.epr.epmmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Metadata keys that other services may neither see nor change over 19/EPMMP. */
final class RestrictedKeys {

    private final Set<String> keys;

    RestrictedKeys(Set<String> keys) {
        this.keys = Set.copyOf(keys);
    }

    void check(Collection<String> touched) {
        List<String> forbidden =
                touched.stream().filter(keys::contains).distinct().sorted().toList();
        if (!forbidden.isEmpty()) {
            throw new Refused(Refusal.forbidden("Access to metadata keys " + forbidden + " is forbidden"));
        }
    }

    /** A patch touches what its paths point at; one that replaces everything touches everything. */
    void checkPatch(ArrayNode operations) {
        for (JsonNode operation : operations) {
            checkPointer(operation.path("path"));
            checkPointer(operation.path("from"));
        }
    }

    private void checkPointer(JsonNode pointer) {
        if (pointer.isTextual() && !keys.isEmpty()) {
            String text = pointer.textValue();
            check(text.isEmpty() ? keys : List.of(text.split("/", 3)[text.startsWith("/") ? 1 : 0]));
        }
    }

    ObjectNode visible(ObjectNode metadata) {
        return keys.isEmpty() ? metadata : metadata.deepCopy().without(keys);
    }
}
