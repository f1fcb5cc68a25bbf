package io.muster.platform.http;

/** Decides who may call which operation. */
@FunctionalInterface
public interface Gatekeeper {

    /** Admits everybody: for services that listen on loopback only, or behind a gateway that checks. */
    Gatekeeper OPEN = (request, operation) -> Caller.ANONYMOUS;

    /**
     * Admits or refuses; runs on a virtual thread and may block.
     *
     * @param request the request, its caller not known yet
     * @throws io.muster.contract.error.Refused 401 without valid credentials, 403 or 404 when the scope is missing
     */
    Caller admit(Request request, Operation operation);
}
