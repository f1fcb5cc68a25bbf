package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.Installation;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import io.muster.acceptance.program.SharedMuster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A start that cannot be is refused with the reason and the remedy, and without a stack trace. */
@ExtendWith(SharedMuster.class)
final class RefusedStartTest {

    @Test
    void aSecondStartOnTheSameDataDirectory(RunningMuster first) {
        Installation.Outcome second = first.setup().onOtherPorts().refused();

        assertThat(oneLine(second)).contains(first.setup().data().toString()).contains("in use by process");
        assertThat(new Rest(first.http("/")).get("/health").status()).isEqualTo(200);
    }

    @Test
    void aTakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String option : List.of("--http-port", "--mqtt-port", "--nats-port")) {
                Setup setup = Setup.fresh().on(option, taken.getLocalPort());
                assertThat(oneLine(setup.refused()))
                        .contains(Integer.toString(taken.getLocalPort()))
                        .contains(option);
            }
        }
    }

    @Test
    void aDataDirectoryThatCannotBeWritten() throws IOException {
        Setup setup = Setup.fresh();
        Files.createDirectory(setup.data());
        Files.setPosixFilePermissions(setup.data(), PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(setup.home(), PosixFilePermissions.fromString("rwxr-xr-x"));

        Installation.Outcome outcome =
                Installation.run(Map.of("HOME", setup.home().toString()), asNormalUser(), setup.arguments());

        assertThat(oneLine(outcome)).contains(setup.data().toString()).contains("--data");
    }

    @Test
    void allMistakesOfTheConfigurationAtOnceWithTheirLines() {
        Setup setup = Setup.fresh().configured("""
                muster:
                  http:
                    port: eighty
                nats:
                  urls: "http://wrong"
                kaa:
                  applications:
                    Kettle:
                    pot:
                      versions:
                        pot_v1:
                          metadata-keys:
                            owner:
                              write-enabled: perhaps
                """);

        Installation.Outcome outcome = Installation.run("start", "--config", setup.home() + "/muster.yml");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.err())
                .contains("4 mistakes")
                .contains("muster.yml:3")
                .contains("muster.yml:5")
                .contains("muster.yml:8")
                .contains("muster.yml:14")
                .doesNotContain("Exception");
    }

    @Test
    void anotherAddressWithoutAuthentication() {
        Installation.Outcome outcome = Setup.fresh().with("--bind", "0.0.0.0").refused();

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.err())
                .contains("0.0.0.0")
                .contains("kaa.security.enabled")
                .doesNotContain("Exception");
    }

    @Test
    void anUnknownOption() {
        Installation.Outcome outcome = Installation.run("start", "--http-prot", "8080");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("--http-prot").contains("--http-port");
    }

    @Test
    void aDatabaseThatDoesNotAnswer() throws IOException {
        int unused;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = closed.getLocalPort();
        }
        Setup setup = Setup.fresh().with("--db-url", "postgresql://someone:hush-hush@127.0.0.1:" + unused + "/muster");

        Installation.Outcome outcome = setup.refused();

        assertThat(oneLine(outcome)).contains("127.0.0.1:" + unused).doesNotContain("hush-hush");
    }

    private static String oneLine(Installation.Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.toString()).isNotZero();
        assertThat(outcome.err().lines().filter(line -> line.startsWith("muster: ")))
                .as(outcome.toString())
                .hasSize(1);
        assertThat(outcome.out() + outcome.err()).doesNotContain("Exception").doesNotContainPattern("(?m)^ready in");
        return outcome.err();
    }

    private static List<String> asNormalUser() {
        return isRoot() ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of();
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
