package io.muster.epr.batch;

import java.time.Instant;

/**
 * A job over many endpoints.
 *
 * @param id its ID
 * @param kind what is done with each
 * @param application application it is about; empty for any
 * @param appVersion application version it is about; empty for any
 * @param correlationId trace ID of the request that asked for it
 * @param createdAt when it was asked for
 */
record BatchTask(String id, Kind kind, String application, String appVersion, String correlationId, Instant createdAt) {

    /** What a job does with each of its items. */
    enum Kind {
        REGISTER,
        DELETE
    }
}
