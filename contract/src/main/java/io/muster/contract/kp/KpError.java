package io.muster.contract.kp;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.json.Json;

/**
 * The error of 1/KP, {@code {"statusCode": 404, "reasonPhrase": "…"}}.
 *
 * @param statusCode an HTTP status
 * @param reasonPhrase a sentence for people, without secrets
 */
public record KpError(int statusCode, String reasonPhrase) {
    private static final String STATUS_CODE = "statusCode";
    private static final String REASON_PHRASE = "reasonPhrase";

    /** The refusal as devices see it. */
    public static KpError of(Refusal refusal) {
        return new KpError(refusal.status(), refusal.message());
    }

    /** The JSON text in UTF-8. */
    public byte[] encode() {
        return Json.bytes(
                Json.mapper().createObjectNode().put(STATUS_CODE, statusCode).put(REASON_PHRASE, reasonPhrase));
    }

    /**
     * Reads an error, for clients.
     *
     * @throws io.muster.contract.error.Refused if it is not of that form
     */
    public static KpError decode(byte[] utf8) {
        JsonNode json = Json.parse(utf8, 1);
        JsonNode code = json.path(STATUS_CODE);
        JsonNode phrase = json.path(REASON_PHRASE);
        if (json.size() != 2 || !code.isInt() || !phrase.isTextual()) {
            throw Refusal.malformed("The 1/KP error must be an object of an integer statusCode and a text reasonPhrase")
                    .refused();
        }
        return new KpError(code.intValue(), phrase.textValue());
    }
}
