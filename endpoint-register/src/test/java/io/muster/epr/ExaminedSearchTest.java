package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Conditions that the database cannot decide alone are looked at one by one only within what else was asked for. */
class ExaminedSearchTest {

    private static final String ENDING = "%7B%22metadata.serial%22:%7B%22$regex%22:%227$%22%7D%7D";

    @Test
    void aSmallScopeIsSearchedHoweverManyEndpointsThereAreBesides() throws Exception {
        try (EprStack epr = new EprStack(EprStack.examining(1_000))) {
            epr.registered("one", "{\"serial\":\"SN-7\"}");
            epr.registered("other", "{\"serial\":\"SN-8\"}");
            epr.database.update("""
                    INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since, metadata,
                      metadata_revision, revision, created_at)
                    SELECT 'bulb-' || n, 0, 'lamp', 'lamp-v1', now(), '{"serial":"SN-7"}', 1, 1, now()
                    FROM generate_series(1, 2100) n""");

            for (String scope :
                    new String[] {"applicationName=kettle", "applicationVersionName=kettle-v1", "endpointId=one,other"
                    }) {
                EprStack.Answer found = epr.get("/endpoints?metadataFilter=" + ENDING + "&" + scope);
                assertThat(found.status()).as(found.text()).isEqualTo(200);
                assertThat(found.json().path("totalElements").asInt()).isEqualTo(1);
            }
            EprStack.Answer refused = epr.get("/endpoints?metadataFilter=" + ENDING);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.message()).contains("1000", "kaa.epr.filters.max-examined");
        }
    }
}
