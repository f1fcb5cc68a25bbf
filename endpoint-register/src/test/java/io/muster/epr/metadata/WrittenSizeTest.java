package io.muster.epr.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The size that JSON has at most is never less than the one that it has. */
class WrittenSizeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[[],[],[[]]]",
                "null",
                "true",
                "false",
                "[null,true,false,null]",
                "\"\"",
                "\"\\u0001\\u0002\\n\"",
                "{\"\\u0001\":\"\\u001f\"}",
                "\"€€€\"",
                "\"😀😀\"",
                "-9223372036854775808",
                "18446744073709551616",
                "[-2147483648,-2147483648]",
                "0.1",
                "-1.5e-300",
                "1e300",
                "123456789.123456789123456789123456789",
                "{\"a\":[1,2.5,{\"b\":{\"c\":\"d\"}}],\"e\":{}}"
            })
    void isNeverTooSmall(String text) {
        JsonNode value = Json.parse(text, Json.MAX_DEPTH);
        assertThat(WrittenSize.atMost(value)).isGreaterThanOrEqualTo(Json.bytes(value).length);
    }
}
