package io.muster.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class DeviceCommandTest {

    private final StringWriter err = new StringWriter();

    @Test
    void anAbsentServerIsNamedWithTheRemedy() {
        assertThat(run("--token", "T", "--mqtt", "127.0.0.1:1", "get")).isEqualTo(1);
        assertThat(err.toString())
                .contains("muster: No KPC answers at 127.0.0.1:1 (Connection refused")
                .contains("start it with muster start, or name another with --mqtt")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource({"--mqtt, localhost, give HOST:PORT", "--token, a/b, correct the command line"})
    void mistakesNameTheRule(String option, String value, String message) {
        assertThat(run("--token", "T", option, value, "get")).isNotZero();
        assertThat(err.toString()).contains(message).doesNotContain("Exception");
    }

    private int run(String... arguments) {
        return new CommandLine(new DeviceCommand())
                .setOverwrittenOptionsAllowed(true)
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
