package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Efmp;
import io.muster.contract.avro.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.efmp.gen.v1.EndpointFiltersRequest;
import org.kaaproject.ipc.efmp.gen.v1.EndpointFiltersResponse;
import org.kaaproject.ipc.efmp.gen.v1.EndpointListByFilterRequest;
import org.kaaproject.ipc.efmp.gen.v1.EndpointListByFilterResponse;

/** 20/EFMP as another service speaks it. */
class FilterProtocolTest {

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static <Q extends SpecificRecord, A extends SpecificRecord> A ask(
            Message.Targeted<Q> request, Message.Targeted<A> response, Q question) throws Exception {
        byte[] answer = epr.bus
                .request(request.toService(epr.instance), request.codec().encode(question), Duration.ofSeconds(10))
                .get(10, TimeUnit.SECONDS)
                .getData();
        return response.codec().decode(answer);
    }

    private static EndpointFiltersResponse filtersOf(String endpointId) throws Exception {
        return ask(
                Efmp.FILTERS_REQUEST,
                Efmp.FILTERS_RESPONSE,
                new EndpointFiltersRequest("c1", System.currentTimeMillis(), 0L, endpointId));
    }

    private static EndpointListByFilterResponse endpointsOf(String filterId) throws Exception {
        return ask(
                Efmp.LIST_BY_FILTER_REQUEST,
                Efmp.LIST_BY_FILTER_RESPONSE,
                new EndpointListByFilterRequest("c2", System.currentTimeMillis(), 0L, filterId));
    }

    @Test
    void tellsFiltersOfEndpointsAndEndpointsOfFilters() throws Exception {
        epr.registered("x1", "{\"a\":1}");
        epr.registered("x2", "{\"a\":1}");
        epr.registered("x3", "{\"a\":2}");
        epr.call("PUT", "/endpoints/x2/app-version", "{\"name\":\"kettle-v2\"}");
        String id = epr.call("POST", "/applications/kettle/filters", "{\"query\":{\"metadata.a\":1}}")
                .json()
                .path("id")
                .asText();
        epr.eventually(
                "/applications/kettle/filters/" + id,
                filter -> filter.path("status").asText().equals("active")
                        && filter.path("matchedEndpointsCount").asInt() == 2);

        EndpointFiltersResponse filters = filtersOf("x1");
        assertThat(filters.getStatusCode()).isEqualTo(200);
        assertThat(filters.getFilterIds()).containsExactly(id);
        assertThat(filters.getCorrelationId()).isEqualTo("c1");
        assertThat(filtersOf("x3").getFilterIds()).isEmpty();
        EndpointListByFilterResponse endpoints = endpointsOf(id);
        assertThat(endpoints.getStatusCode()).isEqualTo(200);
        assertThat(endpoints.getAppVersionsToEndpoints())
                .isEqualTo(Map.of("kettle-v1", List.of("x1"), "kettle-v2", List.of("x2")));
    }

    @Test
    void saysWhatIsNotThereOrNotReady() throws Exception {
        assertThat(filtersOf("nobody").getStatusCode()).isEqualTo(404);
        assertThat(endpointsOf("nothing").getStatusCode()).isEqualTo(404);
        stored("waiting", "pending");
        EndpointListByFilterResponse pending = endpointsOf("waiting");
        assertThat(pending.getStatusCode()).isEqualTo(409);
        assertThat(pending.getReasonPhrase())
                .hasValueSatisfying(reason -> assertThat(reason).contains("pending"));
        assertThat(epr.get("/endpoints?filterId=waiting").status()).isEqualTo(409);
    }

    /** A filter as nobody evaluates it. */
    private static void stored(String id, String status) {
        epr.database.update("""
                INSERT INTO filter (filter_id, application, query, status, generation, edition, revision, created_at, updated_at)
                VALUES ($1, 'kettle', '{}', $2, 1, 1, 0, now(), now())""", id, status);
    }

    @Test
    void aListThatNoMessageHoldsIsRefused() throws Exception {
        stored("long", "active");
        epr.database.update("""
                INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since, metadata,
                  metadata_revision, revision, created_at)
                SELECT n || repeat('x', 1000), 0, 'kettle', 'kettle-v1', now(), '{}', 1, 1, now()
                FROM generate_series(1, $1) n""", (int) (epr.bus.maxPayload() / 1000));
        epr.database.update("""
                INSERT INTO filter_member (filter_id, endpoint_id, partition, created_at)
                SELECT 'long', endpoint_id, partition, created_at FROM endpoint WHERE endpoint_id LIKE '%xxx'""");
        assertThat(endpointsOf("long").getStatusCode()).isEqualTo(413);

        stored("very-long", "active");
        epr.database.update("""
                INSERT INTO filter_partition (filter_id, partition, generation, phase, cursor, matched)
                VALUES ('very-long', 0, 1, 'active', '', $1)""", epr.bus.maxPayload());
        EndpointListByFilterResponse refused = endpointsOf("very-long");
        assertThat(refused.getStatusCode()).isEqualTo(413);
        assertThat(refused.getReasonPhrase())
                .hasValueSatisfying(reason -> assertThat(reason).contains("REST"));
        assertThat(refused.getAppVersionsToEndpoints()).isEmpty();
    }

    @Test
    void aFailureOfItsOwnIsToldWithoutItsReason() throws Exception {
        stored("broken", "no such status");
        EndpointListByFilterResponse failed = endpointsOf("broken");
        assertThat(failed.getStatusCode()).isEqualTo(500);
        assertThat(failed.getReasonPhrase()).hasValue("Internal Server Error");
        assertThat(endpointsOf("nothing").getStatusCode()).isEqualTo(404);
    }
}
