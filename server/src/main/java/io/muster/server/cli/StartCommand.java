package io.muster.server.cli;

import io.muster.embedded.EmbeddedListener;
import io.muster.platform.log.Logging;
import io.muster.server.Program;
import io.muster.server.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster start}: runs the services in the foreground until SIGINT or SIGTERM. */
@Command(
        name = "start",
        description = "Starts the services and what they stand on, in the foreground.",
        mixinStandardHelpOptions = true)
public final class StartCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(StartCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private StartCommand() {}

    /** The command with all configuration flags. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new StartCommand());
        ConfigurationFlags.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Settings settings =
                    Settings.read(ConfigurationFlags.given(spec.commandLine().getParseResult()), System.getenv());
            Logging.configure(settings.log().format(), settings.log().level().name());
            settings.configuration().remarks().forEach(remark -> LOG.info("Configuration: {}", remark.line()));
            CountDownLatch stop = new CountDownLatch(1);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                if (stopped.getCount() == 0) {
                    // It ended by itself, and its own exit code tells how.
                    return;
                }
                stop.countDown();
                awaitQuietly(stopped);
                Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
            }));
            try (Program.Running running = Program.start(settings, progress(err))) {
                out.print(running.summary().text(sinceLaunch()));
                out.flush();
                awaitQuietly(stop);
                LOG.info("Stopping");
            } finally {
                stopped.countDown();
            }
            return CommandLine.ExitCode.OK;
        } catch (RuntimeException failure) {
            return Failures.report(err, failure);
        }
    }

    /** Time since the JVM was launched, which is what a user waits for. */
    private static Duration sinceLaunch() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(launched -> Duration.between(launched, Instant.now()))
                .orElse(Duration.ZERO);
    }

    private static EmbeddedListener progress(PrintWriter err) {
        return new EmbeddedListener() {
            @Override
            public void progress(String line) {
                err.println(line);
                err.flush();
            }

            @Override
            public void onRestart(String child, String reason) {
                LOG.warn("{} ended ({}) and is started again", child, reason);
            }
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
