package io.muster.epr.filter.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import java.util.Optional;

/**
 * What a change record tells the feed about an endpoint, the subject of the record, whose stored membership was wrong and
 * has been mended.
 *
 * @param generation of the filter's query at that time
 * @param appVersion application version of the endpoint
 */
public record MendedMember(
        String filterId, String application, Optional<String> name, long generation, String appVersion) {

    /** The endpoint came into the filter. */
    public static final String ENTERED = FilterRecord.PREFIX + "entered";

    /** The endpoint left the filter. */
    public static final String LEFT = FilterRecord.PREFIX + "left";

    /** Body of the change record. */
    public String body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("filter", filterId);
        body.put("application", application);
        name.ifPresent(text -> body.put("name", text));
        body.put("generation", generation);
        body.put("appVersion", appVersion);
        return Json.text(body);
    }

    /** Reads what {@link #body} wrote. */
    public static MendedMember parse(String body) {
        JsonNode read = Json.parse(body, Json.MAX_DEPTH);
        return new MendedMember(
                read.path("filter").asText(),
                read.path("application").asText(),
                Optional.ofNullable(read.get("name")).map(JsonNode::asText),
                read.path("generation").asLong(),
                read.path("appVersion").asText());
    }
}
