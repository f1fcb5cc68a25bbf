package io.muster.acceptance.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;

/** JSON to compare with, where the order of members means nothing. */
public final class Tree {
    private static final int DEPTH = 100;

    private Tree() {}

    /** The tree of a JSON text. */
    public static JsonNode of(String json) {
        return Json.parse(json, DEPTH);
    }
}
