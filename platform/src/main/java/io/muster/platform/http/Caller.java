package io.muster.platform.http;

import io.muster.contract.error.Refusal;

/**
 * Who sent a request.
 *
 * @param name subject of the access token or name of the API key, {@code anonymous} where security is off; goes into
 *     logs and history
 * @param access what the caller may do
 */
public record Caller(String name, Access access) {

    /** Nobody in particular: security is off. */
    public static final Caller ANONYMOUS = new Caller("anonymous");

    /** Scope without which an endpoint does not even show that it exists. */
    private static final String READ_ENDPOINT = "endpoint:read";

    /** A caller who may do everything. */
    public Caller(String name) {
        this(name, Access.EVERYTHING);
    }

    /**
     * Refuses unless {@code scope} is held on {@code resource}.
     *
     * @throws io.muster.contract.error.Refused 404 for an endpoint that the caller may not read, as if it were not
     *     there; 403 otherwise
     */
    public void require(String scope, Resource resource) {
        if (access.allows(scope, resource)) {
            return;
        }
        if (scope.equals(READ_ENDPOINT) && resource instanceof Resource.Endpoint endpoint) {
            throw Refusal.notFound("Endpoint [" + endpoint.id() + "] is not found")
                    .refused();
        }
        throw Refusal.forbidden("Scope \"%s\" is needed on \"%s\"".formatted(scope, resource.name()))
                .refused();
    }
}
