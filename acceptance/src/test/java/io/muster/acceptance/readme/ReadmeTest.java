package io.muster.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.program.Installation;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The README does what it says: its tour is run as it stands there, only on other ports. */
final class ReadmeTest {

    @Test
    void theTourWorksAsWritten() throws IOException {
        Tour tour = Tour.ofReadme();
        assertThat(tour.steps()).hasSizeGreaterThan(8);
        RunningMuster muster = Setup.fresh().start();
        try {
            Path home = muster.setup().home();
            Installation.Outcome outcome = Installation.shell(script(tour, muster, home));

            assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
            SoftAssertions everyStep = new SoftAssertions();
            for (int i = 0; i < tour.steps().size(); i++) {
                Tour.Step step = tour.steps().get(i);
                String printed = Files.readString(home.resolve("step-" + i));
                everyStep
                        .assertThat(step.promises(printed))
                        .as("%s\nprinted\n%s", step, printed)
                        .isTrue();
                everyStep.assertThat(printed).as("%s", step).doesNotContain("command not found", "Exception");
            }
            everyStep.assertAll();
        } finally {
            muster.discard();
        }
    }

    /** All steps in one shell, since later ones use variables of earlier ones; each prints into a file of its own. */
    private static String script(Tour tour, RunningMuster muster, Path home) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < tour.steps().size(); i++) {
            String commands = tour.steps()
                    .get(i)
                    .commands()
                    .replace("http://127.0.0.1:8080/", muster.http("/").toString())
                    .replace("./muster device", "./muster device --mqtt 127.0.0.1:" + muster.mqttPort())
                    .replace("./muster events", "./muster events --nats-url " + muster.natsUrl())
                    .replace(
                            "./muster simulate",
                            "./muster simulate --url " + muster.http("") + " --mqtt 127.0.0.1:" + muster.mqttPort());
            script.append("{\n")
                    .append(commands)
                    .append("} > ")
                    .append(home.resolve("step-" + i))
                    .append(" 2>&1\n");
        }
        return script.append("exit 0\n").toString();
    }

    @Test
    void everyFileItNamesIsThere() throws IOException {
        Matcher link = Pattern.compile("]\\((?!http)([^)]+)\\)")
                .matcher(Files.readString(Installation.ROOT.resolve("README.md")));
        List<String> missing = link.results()
                .map(found -> found.group(1))
                .filter(file -> !Files.exists(Installation.ROOT.resolve(file)))
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void everyOptionItNamesIsKnownToTheProgram() throws IOException {
        String configuration = Installation.run("config").out();
        String help = Installation.run("start", "--help").out();
        Matcher row = Pattern.compile("(?m)^\\| `(--[a-z-]+)` \\| `([a-z.-]+)` \\| `?([^`|]+?)`? \\|")
                .matcher(Files.readString(Installation.ROOT.resolve("README.md")));
        List<String> rows = row.results()
                .map(found -> {
                    assertThat(help).contains(found.group(1));
                    assertThat(configuration.lines().filter(line -> line.startsWith(found.group(2) + " ")))
                            .singleElement()
                            .asString()
                            .contains(found.group(3));
                    return found.group(1);
                })
                .toList();
        assertThat(rows).contains("--http-port", "--mqtt-port", "--data");
    }
}
