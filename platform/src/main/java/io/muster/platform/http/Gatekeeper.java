package io.muster.platform.http;

import io.vertx.core.http.HttpServerRequest;

/** Decides who may call which operation. */
@FunctionalInterface
public interface Gatekeeper {

    /** Admits everybody: for services that listen on loopback only, or behind a gateway that checks. */
    Gatekeeper OPEN = (request, operation) -> Caller.ANONYMOUS;

    /**
     * Admits or refuses; runs on a virtual thread and may block.
     *
     * @throws io.muster.contract.error.Refused 401 without valid credentials, 403 when the scope is missing
     */
    Caller admit(HttpServerRequest request, Operation operation);
}
