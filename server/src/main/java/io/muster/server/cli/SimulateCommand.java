package io.muster.server.cli;

import io.muster.platform.config.DurationText;
import io.muster.platform.config.HostPort;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.log.Logging;
import io.muster.platform.work.Waiting;
import io.muster.server.StartFailure;
import io.muster.server.simulation.Plan;
import io.muster.server.simulation.Simulation;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster simulate}: a fleet of made-up devices against a running platform. */
@Command(
        name = "simulate",
        description =
                "Registers made-up devices, connects them over MQTT and lets them read and change their metadata.",
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {

    private static final int MAX_ENDPOINTS = 1_000_000;
    private static final int MAX_RATE = 100_000;
    private static final long SEEDS = 36L * 36 * 36 * 36;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--endpoints",
            paramLabel = "N",
            defaultValue = "100",
            description = "Devices. Default: ${DEFAULT-VALUE}.")
    private int endpoints;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Requests per second of all devices together. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long the devices work, such as 30s or 5m. Default: ${DEFAULT-VALUE}.")
    private String duration = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Where the REST API answers. Default: ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(
            names = "--mqtt",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:1883",
            description = "Where devices connect. Default: ${DEFAULT-VALUE}.")
    private String mqtt = "";

    @Option(
            names = "--app-versions",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "demo_application_v1,demo_application_v2",
            description = "Application versions that the devices run. Default: ${DEFAULT-VALUE}.")
    private List<String> applicationVersions = List.of();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "64",
            description = "Requests under way at the same time. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed makes the same devices, registered before or not. Default: random, printed.")
    private @Nullable Long seed;

    /** A command to add to the program. */
    public SimulateCommand() {}

    @Override
    public Integer call() {
        Logging.configure(Logging.Format.AUTO, "WARN");
        Plan plan = plan();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Simulation simulation = new Simulation(plan);
        CountDownLatch done = new CountDownLatch(1);
        Thread interrupted = new Thread(() -> {
            simulation.stop();
            awaitQuietly(done);
            Runtime.getRuntime().halt(exitCode(simulation));
        });
        Runtime.getRuntime().addShutdownHook(interrupted);
        err.println("Simulating " + plan.endpoints() + " devices with --seed " + plan.seed() + "; Ctrl-C ends");
        Vertx vertx = Vertx.vertx();
        try {
            run(simulation, plan, vertx);
            out.print(simulation.figures().table());
            out.flush();
            return exitCode(simulation);
        } catch (StartFailure failure) {
            return Failures.report(err, failure);
        } finally {
            Waiting.on(vertx.close().toCompletionStage());
            done.countDown();
            removeQuietly(interrupted);
        }
    }

    private void run(Simulation simulation, Plan plan, Vertx vertx) {
        try (ProgressBar bar = bars().bar("register", plan.endpoints())) {
            simulation.register(bar::step);
        } catch (IOException unreachable) {
            throw new StartFailure(
                    "No device could be registered at " + plan.url() + " (" + unreachable.getMessage() + ")",
                    "start the server with muster start, or name another with --url");
        }
        try (ProgressBar bar = bars().bar("connect", plan.endpoints())) {
            simulation.connect(vertx, bar::step);
        } catch (IOException unreachable) {
            throw new StartFailure(
                    "No device could connect to " + mqtt + " (" + unreachable.getMessage() + ")",
                    "start the server with muster start, or name another with --mqtt");
        }
        try (ProgressBar bar = bars().bar("work", plan.rate() * plan.duration().toSeconds())) {
            simulation.work(bar::step);
        } finally {
            simulation.disconnect();
        }
    }

    private Bars bars() {
        return new Bars(spec.commandLine().getErr());
    }

    private Plan plan() {
        Duration working = DurationText.parse(duration)
                .filter(given -> !given.isZero())
                .orElseThrow(() -> mistake("--duration must be a time span such as 30s or 5m"));
        ServerUrl server = ServerUrl.parse(url, Set.of("http", "https"))
                .orElseThrow(() -> mistake("--url must be an address such as http://127.0.0.1:8080"));
        HostPort devices =
                HostPort.parse(mqtt).orElseThrow(() -> mistake("--mqtt must be host and port such as 127.0.0.1:1883"));
        return new Plan(
                server.uri(),
                devices.host(),
                devices.port(),
                within("--endpoints", endpoints, MAX_ENDPOINTS),
                applicationVersions,
                within("--rate", rate, MAX_RATE),
                working,
                within("--parallel", parallel, MAX_RATE),
                seed == null ? ThreadLocalRandom.current().nextLong(SEEDS) : seed);
    }

    private int within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw mistake(option + " must be 1 to " + most);
        }
        return value;
    }

    private CommandLine.ParameterException mistake(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private static int exitCode(Simulation simulation) {
        return simulation.figures().errors() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeQuietly(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // The hook itself is what ends the program then.
        }
    }
}
