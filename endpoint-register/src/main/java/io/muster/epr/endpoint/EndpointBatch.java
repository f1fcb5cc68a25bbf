package io.muster.epr.endpoint;

import io.muster.platform.postgres.Database;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;

/**
 * Stores many new endpoints with their change records in a transaction of the caller: in plain statements, since nothing
 * has to be compared with what is stored.
 */
public final class EndpointBatch {

    private static final String ENDPOINTS = """
            INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since, metadata,
              metadata_revision, revision, created_at)
            SELECT id, partition, application, app_version, at, metadata::jsonb, 1, 1, at
            FROM unnest($1::text[], $2::int2[], $3::text[], $4::text[], $5::timestamptz[], $6::text[])
              AS t (id, partition, application, app_version, at, metadata)""";

    private static final String RECORDS = """
            INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)
            SELECT partition, $5, id, body, $6, at
            FROM unnest($1::text[], $2::int2[], $3::text[], $4::timestamptz[]) AS t (id, partition, body, at)""";

    private EndpointBatch() {}

    /**
     * Stores them in this order, all for the same cause. Nobody else may be about to register any of their IDs, see
     * {@link io.muster.epr.registration.BulkRegistration}.
     *
     * @throws io.muster.platform.postgres.DatabaseFailure when there is such an endpoint
     */
    public static void store(Database.Transaction tx, List<NewEndpoint> endpoints) {
        if (endpoints.isEmpty()) {
            return;
        }
        String[] ids = texts(endpoints, endpoint -> endpoint.row().id());
        Short[] partitions =
                endpoints.stream().map(endpoint -> endpoint.row().partition()).toArray(Short[]::new);
        OffsetDateTime[] times = endpoints.stream()
                .map(endpoint -> Micros.parameter(endpoint.row().createdAt()))
                .toArray(OffsetDateTime[]::new);
        tx.update(
                ENDPOINTS,
                ids,
                partitions,
                texts(endpoints, endpoint -> endpoint.row().application()),
                texts(endpoints, endpoint -> endpoint.row().appVersion()),
                times,
                texts(endpoints, NewEndpoint::metadata));
        tx.update(
                RECORDS,
                ids,
                partitions,
                texts(endpoints, NewEndpoint::body),
                times,
                Change.Kind.REGISTERED.text(),
                endpoints.getFirst().correlationId());
    }

    private static String[] texts(List<NewEndpoint> endpoints, Function<NewEndpoint, String> value) {
        return endpoints.stream().map(value).toArray(String[]::new);
    }
}
