package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.program.Fleet;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** The request that shuts a device out. */
final class Revocation {

    private static final byte[] REVOKED = "{\"status\":\"Revoked\"}".getBytes(StandardCharsets.UTF_8);

    private Revocation() {}

    /** Revokes the token of one endpoint; completes with the answer. */
    static CompletableFuture<?> of(RestClient rest, Fleet fleet, int number) {
        return rest.send(
                        HttpMethod.PUT,
                        "/cm/api/v1/endpoints/%s/tokens/%s/status"
                                .formatted(fleet.endpointId(number), fleet.tokenId(number)),
                        REVOKED)
                .toCompletionStage()
                .toCompletableFuture();
    }
}
