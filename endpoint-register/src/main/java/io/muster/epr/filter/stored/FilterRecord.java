package io.muster.epr.filter.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import java.util.Optional;

/**
 * What a change record tells the feed about a filter, whose ID is the subject of the record.
 *
 * @param name of the filter at that time
 * @param generation of its query at that time
 */
public record FilterRecord(String application, Optional<String> name, long generation) {

    /** Start of all kinds. */
    public static final String PREFIX = "filter-";

    /** The filter was created, or its query was changed while it was active. */
    public static final String PENDING = PREFIX + "pending";

    /** All endpoints are evaluated. */
    public static final String ACTIVATED = PREFIX + "activated";

    /** The filter was deleted. */
    public static final String DELETED = PREFIX + "deleted";

    /** Body of the change record. */
    public String body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("application", application);
        name.ifPresent(text -> body.put("name", text));
        body.put("generation", generation);
        return Json.text(body);
    }

    /** Reads what {@link #body} wrote. */
    public static FilterRecord parse(String body) {
        JsonNode read = Json.parse(body, Json.MAX_DEPTH);
        return new FilterRecord(
                read.path("application").asText(),
                Optional.ofNullable(read.get("name")).map(JsonNode::asText),
                read.path("generation").asLong());
    }
}
