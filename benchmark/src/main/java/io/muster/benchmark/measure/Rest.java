package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.program.Fleet;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Requests to EPR that several measures make. */
final class Rest {

    static final int CONNECTIONS = 64;
    static final String FILTERS = "/epr/api/v1/applications/" + Fleet.APPLICATION + "/filters";

    private static final String ENDPOINTS = "/epr/api/v1/endpoints/";
    private static final byte[] NOTHING = {};

    private Rest() {}

    static String endpoint(String id) {
        return ENDPOINTS + id;
    }

    /** Registers new endpoints of the shape of the fleet with generated IDs and tokens. */
    static Call register(RestClient client, Fleet shape) {
        return number -> client.send(HttpMethod.POST, "/epr/api/v1/endpoints", shape.registration((int)
                        (number % Integer.MAX_VALUE)))
                .toCompletionStage();
    }

    /** Sets one key of the endpoints of the fleet, one after the other, to a value it did not have. */
    static Call update(RestClient client, Fleet fleet, String key) {
        AtomicLong fresh = new AtomicLong(System.nanoTime());
        return number -> client.send(
                        HttpMethod.PUT,
                        endpoint(fleet.endpointId(number * 7919)) + "/metadata/" + key,
                        Long.toString(fresh.getAndIncrement()).getBytes(StandardCharsets.UTF_8))
                .toCompletionStage();
    }

    static Call get(RestClient client, String path, Fleet fleet, String query) {
        return number -> client.send(HttpMethod.GET, path + fleet.endpointId(number * 7919) + query, NOTHING)
                .toCompletionStage();
    }

    static Call get(RestClient client, String path) {
        return number -> client.send(HttpMethod.GET, path, NOTHING).toCompletionStage();
    }
}
