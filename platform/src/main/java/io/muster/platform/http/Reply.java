package io.muster.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answer to a request: status, headers, body.
 *
 * @param status HTTP status
 * @param headers headers besides the length
 * @param body bytes of the body; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // answers are written once, never compared
public record Reply(int status, Map<String, String> headers, byte[] body) {

    private static final byte[] NOTHING = new byte[0];

    /** An answer with a JSON body. */
    public static Reply json(int status, JsonNode body) {
        return of(status, "application/json", Json.bytes(body));
    }

    /** An answer with a body of the given media type. */
    public static Reply of(int status, String mediaType, byte[] body) {
        return new Reply(status, Map.of("Content-Type", mediaType), body);
    }

    /** 200 with a JSON body. */
    public static Reply ok(JsonNode body) {
        return json(200, body);
    }

    /** 201 with a JSON body and the place of what was created. */
    public static Reply created(String location, JsonNode body) {
        return json(201, body).with("Location", location);
    }

    /** 204, no body. */
    public static Reply noContent() {
        return new Reply(204, Map.of(), NOTHING);
    }

    /** This answer with one more header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    /** This answer with a strong entity tag; {@code tag} without quotes. */
    public Reply etag(String tag) {
        return with("ETag", '"' + tag + '"');
    }

    /** This answer with a strong entity tag over its body. */
    public Reply etagOfBody() {
        return etag(EntityTags.of(body));
    }

    Optional<String> tag() {
        return Optional.ofNullable(headers.get("ETag"));
    }

    Reply notModified() {
        return new Reply(304, Map.of("ETag", tag().orElse("")), NOTHING);
    }
}
