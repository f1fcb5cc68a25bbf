package io.muster.epr.rest;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.platform.config.Applications;
import io.muster.platform.http.Request;
import java.util.function.Supplier;

/** What stands in the paths of this API. */
final class Paths {

    private Paths() {}

    static String endpointId(Request request) {
        return request.path("endpointId");
    }

    static String metadataKey(Request request) {
        return request.path("metadataKey");
    }

    /** The application; 404 when there is none of this name. */
    static String application(Request request, Supplier<Applications> applications) {
        return existing(request.path("applicationName"), applications);
    }

    static String existing(String application, Supplier<Applications> applications) {
        if (!applications.get().exists(application)) {
            throw new Refused(Refusal.notFound("Application [" + application + "] is not found"));
        }
        return application;
    }
}
