package io.muster.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EntityTagsTest {

    @Test
    void readsListsWeakTagsAndTheStar() {
        assertThat(EntityTags.parse("\"a\", W/\"b\"").match("b")).isTrue();
        assertThat(EntityTags.parse("\"a\", W/\"b\"").match("c")).isFalse();
        assertThat(EntityTags.parse("*").match("anything")).isTrue();
    }

    @Test
    void toleratesATagWithoutQuotes() {
        assertThat(EntityTags.parse("3-1").match("3-1")).isTrue();
    }

    @Test
    void aTagOverContentHasFortyDigits() {
        assertThat(EntityTags.of("x".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .matches("[0-9a-f]{40}");
    }
}
