package io.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresSizesTest {

    @ParameterizedTest
    @CsvSource({"512, 128MB", "2048, 128MB", "8192, 512MB", "524288, 1024MB"})
    void buffersAreASixteenthOfTheMemoryWithinBounds(long megabytes, String buffers) {
        assertThat(new PostgresSizes(megabytes << 20).settings()).containsEntry("shared_buffers", buffers);
    }

    @Test
    void theMemoryIsThatOfThisMachine() {
        assertThat(PostgresSizes.here().memory()).isGreaterThan(64L << 20);
    }
}
