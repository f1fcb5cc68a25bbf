package io.muster.epmx.epmp;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;

/** What a device is told when the repository refuses. */
final class DeviceRefusal {

    private static final String NOT_THE_DEVICE =
            "The metadata cannot be reached by the platform itself; ask its operator";

    private DeviceRefusal() {}

    /**
     * Faults of the device keep their status. That this extension may not ask the repository is a fault of the platform,
     * hence 500; troubles that pass are 503.
     */
    static Refusal of(Refusal register) {
        return switch (register.kind()) {
            case NOT_FOUND -> Refusal.notFound("The endpoint is not registered");
            case MALFORMED, TOO_LARGE -> register;
            case UNAVAILABLE, TIMEOUT, TOO_MANY, CONFLICT, PRECONDITION_FAILED ->
                new Refusal(
                        Kind.UNAVAILABLE,
                        "The metadata cannot be reached for the moment; try again",
                        register.retryAfter());
            case UNAUTHENTICATED, FORBIDDEN, UNSUPPORTED_MEDIA -> new Refusal(Kind.INTERNAL, NOT_THE_DEVICE);
            case INTERNAL -> new Refusal(Kind.INTERNAL, Kind.INTERNAL.phrase());
        };
    }
}
