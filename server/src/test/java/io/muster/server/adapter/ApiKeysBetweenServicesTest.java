package io.muster.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointId;
import io.muster.epmx.repository.RestRepository;
import io.muster.platform.security.ShownKey;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happens when a service does not show its neighbour the key; with it, everything works in the other tests. */
final class ApiKeysBetweenServicesTest {

    @Test
    void withoutItsKeyNobodyGetsIn() throws Exception {
        try (ServicesApart services = new ServicesApart(ShownKey.NONE);
                RestRepository repository =
                        new RestRepository(services.registerUrl, Duration.ofSeconds(20), ShownKey.NONE)) {
            HttpResponse<String> answer = services.register("e", "{}");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("kaa.epr.credential-management.api-key");
            assertThatThrownBy(() -> repository.keys(EndpointId.of("e")))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.refusal().kind()).isEqualTo(Kind.UNAUTHENTICATED));
        }
    }
}
