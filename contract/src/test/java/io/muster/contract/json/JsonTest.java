package io.muster.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"\"",
                "{\"b\":1,\"a\":[]}",
                "0.10",
                "1.000000000000000000000000000000000000001",
                "123456789012345678901234567890",
                "-7",
                "[1,2.50,\"\ud83d\ude00\"]"
            })
    void what_is_read_is_written_as_it_was(String json) {
        assertThat(Json.text(Json.parse(json, 5))).isEqualTo(json);
        assertThat(Json.text(Json.parse(json.getBytes(StandardCharsets.UTF_8), 5)))
                .isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | The JSON is empty",
                "`  ` | The JSON is empty",
                "{ | The JSON is not well-formed at line 1, column",
                "{\"a\":1,\"a\":2} | The JSON is not well-formed at line 1, column",
                "{\"a\":1} x | The JSON is not well-formed at line 1, column",
                "1 2 | The JSON is not well-formed at line 1, column",
                "{\"a\":1}{ | The JSON is not well-formed at line 1, column",
                "NaN | The JSON is not well-formed at line 1, column",
                "01 | The JSON is not well-formed at line 1, column",
                "{'a':1} | The JSON is not well-formed at line 1, column",
                "{\"city\":{\"na~m/e\":[1,\"a\\u0000\"]}} | The JSON is not acceptable at /city/na~0m~1e/1: the text holds"
                        + " the character U+0000",
                "{\"a\\u0000\":1} | The JSON is not acceptable at the top: the member name holds the character U+0000",
                "\"\\ud800\" | The JSON is not acceptable at the top: the text holds half of a surrogate pair",
                "[\"\\udc00\\ud800\"] | The JSON is not acceptable at /0: the text holds half of a surrogate pair",
                "[[[[1]]]] | The JSON is not acceptable at /0/0/0: arrays and objects are nested deeper than the allowed 3 levels",
                "[1e1001] | The JSON is not acceptable at /0: the number is too large or too small",
                "1e-1001 | The JSON is not acceptable at the top: the number is too large or too small",
                "1e999999999 | The JSON is not acceptable at the top: the number is too large or too small",
                "0e99999 | The JSON is not acceptable at the top: the number is too large or too small",
                "0e-99999 | The JSON is not acceptable at the top: the number is too large or too small",
            })
    void what_breaks_a_rule_is_refused_with_its_place(String json, String message) {
        assertThatThrownBy(() -> Json.parse(json, 3))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "1 2", "{\"a\":1} {}", "'a'", "[1,]"})
    void no_refusal_speaks_of_the_parser(String json) {
        assertThatThrownBy(() -> Json.parse(json, 3))
                .isInstanceOf(Refused.class)
                .message()
                .doesNotContain("`", "jackson");
    }

    @Test
    void a_document_that_is_nested_too_deep_is_refused_with_the_limit() {
        assertThatThrownBy(() -> Json.parse("[".repeat(201) + "]".repeat(201), Json.MAX_DEPTH))
                .isInstanceOf(Refused.class)
                .message()
                .contains("200")
                .doesNotContain("`");
    }

    @Test
    void numbers_are_limited_in_digits() {
        assertThat(Json.parse("9".repeat(1000), 1).isNumber()).isTrue();
        assertThat(Json.parse("1e1000", 1).decimalValue()).isEqualByComparingTo("1e1000");
        assertThatThrownBy(() -> Json.parse("9".repeat(1001), 1)).hasMessageContaining("1001 digits, at most 1000");
        assertThatThrownBy(() -> Json.parse("9".repeat(5000), 1)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Json.parse("1e" + "9".repeat(50), 1))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("The JSON exceeds a limit at line 1, column ");
    }

    @Test
    void no_document_is_nested_deeper_than_the_hard_limit() {
        String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertThat(Json.parse(deep, 1000).isArray()).isTrue();
        assertThatThrownBy(() -> Json.parse('[' + deep + ']', 1000))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("limit");
        assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000), 1000)).isInstanceOf(Refused.class);
    }

    @Test
    void only_utf_8_is_read() {
        byte[] cesu = {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'};
        byte[] latin = {'"', (byte) 0xfc, '"'};
        for (byte[] bytes : List.of(cesu, latin, "1".getBytes(StandardCharsets.UTF_16))) {
            assertThatThrownBy(() -> Json.parse(bytes, 1)).isInstanceOf(Refused.class);
        }
        assertThatThrownBy(() -> Json.parse(latin, 1)).hasMessage("The JSON is not UTF-8 at byte 1");
    }

    @Test
    void a_refusal_does_not_repeat_what_it_could_not_read() {
        assertThatThrownBy(() -> Json.parse("{\"password\": hunter2}", 1))
                .isInstanceOf(Refused.class)
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("hunte");
    }

    @Property
    void garbage_is_read_or_refused(@ForAll byte[] garbage, @ForAll String text) {
        readOrRefused(() -> Json.parse(garbage, 10));
        readOrRefused(() -> Json.parse(text, 10));
        readOrRefused(() -> Json.parse("{\"a\":[" + text, 10));
    }

    private static void readOrRefused(Runnable read) {
        try {
            read.run();
        } catch (Refused refused) {
            assertThat(refused.refusal().status()).isEqualTo(400);
        }
    }
}
