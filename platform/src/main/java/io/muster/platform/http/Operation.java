package io.muster.platform.http;

import io.vertx.core.http.HttpMethod;

/**
 * One operation of a REST API, as named in its OpenAPI file.
 *
 * @param method HTTP method
 * @param path path below the base path of the API, parameters as {@code :name}
 * @param id {@code operationId} of the OpenAPI file
 * @param scope OAuth 2.0 scope that the caller needs
 * @param action what it does
 */
public record Operation(HttpMethod method, String path, String id, String scope, Action action) {

    /** What an operation does; runs on a virtual thread and may block. */
    @FunctionalInterface
    public interface Action {

        /**
         * Answers one request.
         *
         * @throws io.muster.contract.error.Refused when the request is refused; the edge turns it into the answer
         */
        Reply answer(Request request);
    }
}
