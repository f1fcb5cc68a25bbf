package io.muster.contract.kp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KpErrorTest {
    @Test
    void a_refusal_becomes_the_json_of_1_kp() {
        KpError error = KpError.of(Refusal.notFound("No \"such\" token"));
        assertThat(new String(error.encode(), StandardCharsets.UTF_8))
                .isEqualTo("{\"statusCode\":404,\"reasonPhrase\":\"No \\\"such\\\" token\"}");
        assertThat(KpError.decode(error.encode())).isEqualTo(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"statusCode\":404}",
                "{\"statusCode\":\"404\",\"reasonPhrase\":\"x\"}",
                "{\"statusCode\":404,\"reasonPhrase\":5}",
                "{\"statusCode\":404,\"reasonPhrase\":\"x\",\"more\":1}"
            })
    void other_json_is_no_error_of_1_kp(String json) {
        assertThatThrownBy(() -> KpError.decode(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Refused.class);
    }
}
