package io.muster.epr.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.muster.contract.json.Json;
import io.muster.platform.feed.Content;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of an endpoint as its change record tells it to the feed.
 *
 * @param kind what happened
 * @param application application of the endpoint
 * @param oldVersion application version before; absent for a new endpoint
 * @param newVersion application version after; absent for one that went
 * @param oldMetadata metadata before; absent for a new endpoint
 * @param newMetadata metadata after; absent for one that went
 * @param revision the revision it led to; for one that went, its last
 * @param endpointCreatedAt when the endpoint was registered
 * @param at when it happened
 */
public record Change(
        Kind kind,
        String application,
        Optional<String> oldVersion,
        Optional<String> newVersion,
        Optional<ObjectNode> oldMetadata,
        Optional<ObjectNode> newMetadata,
        long revision,
        Instant endpointCreatedAt,
        Instant at)
        implements Content {

    /** What can happen to an endpoint. */
    public enum Kind {
        /** It was registered. */
        REGISTERED("registered"),
        /** It was unregistered. */
        UNREGISTERED("unregistered"),
        /** It is in another application version. */
        VERSION_CHANGED("version-changed"),
        /** Its metadata changed. */
        METADATA_UPDATED("metadata-updated");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The kind in the change record. */
        public String text() {
            return text;
        }

        /** The kind of a change record; absent when the record is not about an endpoint. */
        public static Optional<Kind> of(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    static Change between(Kind kind, Optional<Endpoint> before, Optional<Endpoint> after, Instant at) {
        Endpoint any = after.or(() -> before).orElseThrow();
        return new Change(
                kind,
                any.application(),
                before.map(Endpoint::appVersion),
                after.map(Endpoint::appVersion),
                before.map(Endpoint::metadata),
                after.map(Endpoint::metadata),
                any.revision(),
                any.createdAt(),
                at);
    }

    /**
     * The body of the change record. Metadata that did not change is written once.
     *
     * @param oldText the old metadata, where it is known how it is written
     * @param newText the new metadata, which has been written for the row already
     */
    String body(Optional<String> oldText, String newText) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("application", application);
        oldVersion.ifPresent(version -> body.put("oldVersion", version));
        newVersion.ifPresent(version -> body.put("newVersion", version));
        oldText.ifPresentOrElse(
                text -> body.putRawValue("oldMetadata", new RawValue(text)),
                () -> oldMetadata.ifPresent(metadata -> body.set("oldMetadata", metadata)));
        newMetadata
                .filter(metadata -> kind != Kind.VERSION_CHANGED)
                .ifPresent(metadata -> body.putRawValue("newMetadata", new RawValue(newText)));
        body.put("revision", revision);
        body.put("endpointCreatedAt", Micros.of(endpointCreatedAt));
        return Json.text(body);
    }

    @Override
    public String text() {
        return body(Optional.empty(), newMetadata.map(Json::text).orElse("{}"));
    }

    /** The change that a change record of this kind tells of. */
    public static Change of(Kind kind, Content content, Instant at) {
        return content instanceof Change known ? known : parse(kind, content.text(), at);
    }

    /** Reads the body of a change record of this kind. */
    public static Change parse(Kind kind, String body, Instant at) {
        JsonNode read = Json.stored(body);
        Optional<ObjectNode> oldMetadata = metadata(read.get("oldMetadata"));
        return new Change(
                kind,
                read.path("application").asText(),
                Optional.ofNullable(read.get("oldVersion")).map(JsonNode::asText),
                Optional.ofNullable(read.get("newVersion")).map(JsonNode::asText),
                oldMetadata,
                kind == Kind.VERSION_CHANGED ? oldMetadata : metadata(read.get("newMetadata")),
                read.path("revision").asLong(),
                Micros.at(read.path("endpointCreatedAt").asLong()),
                at);
    }

    private static Optional<ObjectNode> metadata(@Nullable JsonNode node) {
        return node instanceof ObjectNode metadata ? Optional.of(metadata) : Optional.empty();
    }
}
