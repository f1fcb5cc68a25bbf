package io.muster.contract.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refused;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {
    static Stream<Arguments> good() {
        return Stream.of(
                name(EndpointId::of, "b197e391-1d13-403b-83f5-87bdd44888cf", "a.B_9~-", "."),
                name(EndpointToken::of, "JTjdbENzHh", "with space", "ключ", "\ud83d\ude00", "*>$"),
                name(MetadataKey::of, "deviceModel", "_1"),
                name(ApplicationName::of, "demo_application", "smart-kettle", "9"),
                name(AppVersionName::of, "demo_application_v1", "kettle-v2"),
                name(TokenId::of, "5d0a1f3c"),
                name(FilterId::of, "b197e391-1d13-403b-83f5-87bdd44888cf"),
                name(CredentialId::of, "5d0a1f3c"),
                name(CorrelationId::of, "9m4e2mr0ui3e8a215n4g", "any printable {text}"));
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                name(EndpointId::of, "a/b", "a b", "ü", "a\n", "a\0"),
                name(EndpointToken::of, "a+b", "a#", "/", "a.b", "\0", "\ud800", "x\udc00"),
                name(MetadataKey::of, "a-b", "a.b", "ключ", "a\n", "a$"),
                name(ApplicationName::of, "Demo", "a.b", "a b", "a\n"),
                name(AppVersionName::of, "V1", "v1/", "v1\n"),
                name(TokenId::of, "a b"),
                name(FilterId::of, "a.b", "*", ">", "a b"),
                name(CredentialId::of, "a/b"),
                name(CorrelationId::of, "a\nb", "ü", "\u007f"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void good_values_are_taken(Function<String, Object> of, String[] values) {
        for (String value : values) {
            assertThat(of.apply(value)).isEqualTo(of.apply(value)).isNotEqualTo(of.apply("0"));
        }
        assertThat(of.apply("0".repeat(255))).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void bad_values_are_refused_by_rule_and_limit(Function<String, Object> of, String[] values) {
        for (String value : values) {
            assertThatThrownBy(() -> of.apply(value))
                    .as("<%s>", value)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("a character that is not allowed: it takes 1 to 255 of ");
        }
        assertThatThrownBy(() -> of.apply("")).hasMessageContaining("is empty: it takes 1 to 255 of ");
        assertThatThrownBy(() -> of.apply("0".repeat(256))).hasMessageContaining("has 256 characters: it takes");
    }

    @Test
    void the_refusal_names_the_member() {
        assertThatThrownBy(() -> MetadataKey.of("a-b"))
                .hasMessage("The metadata key \"a-b\" has a character that is not allowed:"
                        + " it takes 1 to 255 of [a-zA-Z0-9_]");
        assertThatThrownBy(() -> MetadataKey.of("ї".repeat(300)))
                .hasMessage("The metadata key \"" + "ї".repeat(40) + "…\" has 300 characters:"
                        + " it takes 1 to 255 of [a-zA-Z0-9_]");
        assertThatThrownBy(() -> EndpointToken.of("a/b", "endpointToken"))
                .hasMessage("The endpoint token in the member endpointToken has a character that is not allowed:"
                        + " it takes 1 to 255 of any character but + # / . and U+0000");
    }

    @Test
    void a_token_is_never_printed() {
        assertThat(EndpointToken.of("s3cret")).hasToString("[hidden]");
        assertThatThrownBy(() -> EndpointToken.of("s3cret/")).hasMessageNotContaining("s3cret");
    }

    @Test
    void a_fresh_correlation_id_has_twenty_characters() {
        assertThat(CorrelationId.next(new Random(1)).value()).matches("[0-9a-v]{20}");
        assertThat(CorrelationId.next(new Random(1))).isNotEqualTo(CorrelationId.next(new Random(2)));
    }

    private static Arguments name(Function<String, Object> of, String... values) {
        return Arguments.of(of, values);
    }
}
