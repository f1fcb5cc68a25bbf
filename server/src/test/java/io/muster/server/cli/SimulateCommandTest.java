package io.muster.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class SimulateCommandTest {

    private final StringWriter err = new StringWriter();

    @Test
    void anAbsentServerIsNamedWithTheRemedy() {
        assertThat(run("--endpoints", "3", "--url", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString())
                .contains("muster: No device could be registered at http://127.0.0.1:1 (")
                .contains("start the server with muster start, or name another with --url")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "--endpoints,0,--endpoints must be 1 to 1000000",
        "--rate,0,--rate must be 1 to 100000",
        "--duration,soon,--duration must be a time span",
        "--duration,0s,--duration must be a time span",
        "--url,localhost,--url must be an address",
        "--mqtt,localhost,--mqtt must be host and port",
    })
    void mistakesNameTheOptionAndTheRule(String option, String value, String message) {
        assertThat(run(option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    private int run(String... arguments) {
        return new CommandLine(new SimulateCommand())
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
