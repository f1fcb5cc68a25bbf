package io.muster.epr.rest;

import io.muster.epr.batch.Batches;
import io.muster.epr.endpoint.EndpointList;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointTally;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.endpoint.FilterLookup;
import io.muster.epr.metadata.MetadataRules;
import io.muster.epr.registration.Registration;
import io.muster.platform.config.Applications;
import io.muster.platform.http.Api;
import io.muster.platform.http.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The REST API of the Endpoint Register. */
public final class EndpointRegisterApi {

    /** Resource of the OpenAPI file. */
    public static final String OPEN_API = "/openapi/epr.yaml";

    private EndpointRegisterApi() {}

    /**
     * What the routes stand on.
     *
     * @param maxBatch endpoints per batch call
     */
    public record Parts(
            EndpointStore store,
            EndpointList list,
            EndpointTally tally,
            EndpointWriter writer,
            Registration registration,
            Batches batches,
            FilterLookup filters,
            MetadataRules rules,
            Supplier<Applications> applications,
            int maxBatch) {}

    /** All routes; {@code more} are added. */
    public static Api of(Parts parts, List<Operation> more) {
        EndpointJson json = new EndpointJson(parts.filters());
        List<Operation> operations = new ArrayList<>();
        operations.addAll(new BatchRoutes(parts.batches(), parts.registration(), parts.applications(), parts.maxBatch())
                .operations());
        operations.addAll(
                new ListRoutes(parts.list(), parts.tally(), json, parts.filters(), parts.applications()).operations());
        operations.addAll(new EndpointRoutes(parts.store(), parts.writer(), parts.registration(), json).operations());
        operations.addAll(new MetadataRoutes(parts.store(), parts.writer(), parts.rules()).operations());
        operations.addAll(more);
        return new Api("epr", List.copyOf(operations), OPEN_API);
    }
}
