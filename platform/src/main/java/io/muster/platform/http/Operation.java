package io.muster.platform.http;

import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.function.Function;

/**
 * One operation of a REST API, as named in its OpenAPI file.
 *
 * @param method HTTP method
 * @param path path below the base path of the API, parameters as {@code :name}
 * @param id {@code operationId} of the OpenAPI file
 * @param scope OAuth 2.0 scope that the caller needs; empty when being somebody is enough
 * @param action what it does
 * @param target on which resource the scope is needed
 */
public record Operation(HttpMethod method, String path, String id, String scope, Action action, Target target) {

    /**
     * An operation on what its path names: the endpoint of {@code :endpointId}, else the application of
     * {@code :applicationName}, else the platform.
     */
    public Operation(HttpMethod method, String path, String id, String scope, Action action) {
        this(method, path, id, scope, action, targetOf(path));
    }

    /** This operation on the resource that {@code resource} reads from the request, which may be refused. */
    public Operation on(Function<Request, Resource> resource) {
        return new Operation(method, path, id, scope, action, request -> Optional.of(resource.apply(request)));
    }

    /**
     * This operation on many resources: every caller with valid credentials gets in, and the action itself asks
     * {@link Caller#require} for each item or {@link Access#reach} for the list.
     */
    public Operation itemByItem() {
        return new Operation(method, path, id, scope, action, request -> Optional.empty());
    }

    private static Target targetOf(String path) {
        if (path.contains(":endpointId")) {
            return request -> Optional.of(new Resource.Endpoint(request.path("endpointId")));
        }
        if (path.contains(":applicationName")) {
            return request -> Optional.of(new Resource.Application(request.path("applicationName")));
        }
        return request -> Optional.of(new Resource.Platform());
    }

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

    /** What an operation is about; asked once the caller is known to be somebody. */
    @FunctionalInterface
    public interface Target {

        /**
         * The resource on which the scope is needed; empty when the action checks item by item.
         *
         * @throws io.muster.contract.error.Refused when the request does not tell
         */
        Optional<Resource> of(Request request);
    }
}
