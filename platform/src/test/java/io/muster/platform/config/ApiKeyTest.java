package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiKeyTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    void aKeyMayBeGivenAsItselfOrAsItsHash() {
        List<String> mistakes = new ArrayList<>();
        List<ApiKey> keys =
                ApiKey.parse("""
                # robots
                line-1 %s

                line-2 sha256:%s endpoint:read  endpoint:update
                """.formatted(KEY, "AB".repeat(32)), (line, fault) -> mistakes.add(line + fault));
        assertThat(mistakes).isEmpty();
        assertThat(keys)
                .containsExactly(
                        new ApiKey("line-1", ApiKey.hashOf(KEY), Set.of()),
                        new ApiKey("line-2", "ab".repeat(32), Set.of("endpoint:read", "endpoint:update")));
        assertThat(keys.toString()).doesNotContain(KEY).doesNotContain(ApiKey.hashOf(KEY));
    }

    @ParameterizedTest
    @CsvSource({
        "robot, a line is NAME KEY",
        "ro/bot 0123456789abcdef0123456789abcdef, the name must be",
        "robot 0123456789abcdef, 32 characters or more",
        "robot sha256:0123456789abcdef0123456789abcdef, 64 hexadecimal digits",
        "first 11112222333344445555666677778888, also on a line before",
        "other 0123456789abcdef0123456789abcdef, also on a line before"
    })
    void mistakesAreNamedWithoutTheKey(String line, String fault) {
        List<String> mistakes = new ArrayList<>();
        ApiKey.parse("first " + KEY + "\n" + line, (number, text) -> mistakes.add(number + ": " + text));
        assertThat(mistakes)
                .singleElement()
                .asString()
                .startsWith("2: ")
                .contains(fault)
                .doesNotContain("0123456789");
    }
}
