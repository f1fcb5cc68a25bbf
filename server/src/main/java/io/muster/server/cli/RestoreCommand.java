package io.muster.server.cli;

import io.muster.platform.log.Logging;
import io.muster.server.Settings;
import io.muster.server.upkeep.Copies;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster restore}: makes a data directory from a backup. */
@Command(
        name = "restore",
        description =
                "Makes a new data directory from a backup. Checks the whole file first; leaves nothing behind when"
                        + " something is wrong with it.",
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A file that muster backup has written.")
    private Path file = Path.of("");

    private RestoreCommand() {}

    /** The command with all configuration flags. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new RestoreCommand());
        ConfigurationFlags.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Logging.configure(Logging.Format.AUTO, "WARN");
        try {
            Settings settings = Operators.settings(spec);
            boolean keyElsewhere = Copies.restore(settings, file, Operators.listener(err));
            Path data = settings.process().data().root();
            out.println("Restored to " + data);
            if (keyElsewhere) {
                out.println(
                        "The key of the token hashes is not in the backup, because it was configured: start with the"
                                + " same kaa.cm.token-hash-key");
            }
            out.println("Start it with muster start --data " + data + ", then run muster verify --data " + data);
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (RuntimeException failure) {
            return Failures.report(err, failure);
        }
    }
}
