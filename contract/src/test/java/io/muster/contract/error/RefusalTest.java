package io.muster.contract.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.json.Json;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void every_kind_has_its_status() {
        assertThat(Arrays.stream(Kind.values()).map(Kind::status))
                .containsExactly(400, 401, 403, 404, 409, 412, 413, 415, 429, 500, 503, 504);
        assertThat(Kind.values()).allSatisfy(kind -> {
            assertThat(Kind.ofStatus(kind.status())).contains(kind);
            assertThat(kind.phrase()).isNotBlank();
        });
        assertThat(Kind.ofStatus(418)).isEmpty();
    }

    @Test
    void the_body_is_json_whatever_the_message_holds() {
        Refusal refusal = Refusal.conflict("quote \" backslash \\ line\nümlaut \ud83d\ude00");
        assertThat(Json.parse(refusal.json(), 1).get("message").textValue()).isEqualTo(refusal.message());
    }

    @Test
    void a_thrown_refusal_has_no_stack_trace() {
        Refused refused =
                Refusal.unavailable("The store is away", Duration.ofSeconds(2)).refused();
        assertThat(refused).hasMessage("The store is away");
        assertThat(refused.getStackTrace()).isEmpty();
        assertThat(refused.refusal().status()).isEqualTo(503);
        assertThat(refused.refusal().retryAfter()).contains(Duration.ofSeconds(2));
    }
}
