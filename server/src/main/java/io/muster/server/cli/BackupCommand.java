package io.muster.server.cli;

import io.muster.platform.log.Logging;
import io.muster.server.upkeep.Copies;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster backup}: copies an embedded installation into one file, while it runs or not. */
@Command(
        name = "backup",
        description =
                "Copies the data of an embedded installation into one file, while it runs or not. The file holds the"
                        + " database and its keys: whoever can read it can read everything, so only you can.",
        mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The backup; must not exist.")
    private Path file = Path.of("");

    private BackupCommand() {}

    /** The command with all configuration flags. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new BackupCommand());
        ConfigurationFlags.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        Logging.configure(Logging.Format.AUTO, "WARN");
        try {
            long size = Copies.backUp(Operators.settings(spec), file, Operators.listener(err));
            spec.commandLine().getOut().println("Backed up to " + file + ", " + (size >> 10) + " KiB");
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (RuntimeException failure) {
            return Failures.report(err, failure);
        }
    }
}
