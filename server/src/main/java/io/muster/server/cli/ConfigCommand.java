package io.muster.server.cli;

import io.muster.platform.config.InvalidConfiguration;
import io.muster.server.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster config}: prints the effective configuration and where each value comes from. */
@Command(
        name = "config",
        description = "Prints the effective configuration with the origin of each value; secrets are hidden.",
        mixinStandardHelpOptions = true)
public final class ConfigCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private ConfigCommand() {}

    /** The command with all configuration flags. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new ConfigCommand());
        ConfigurationFlags.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Settings settings =
                    Settings.read(ConfigurationFlags.given(spec.commandLine().getParseResult()), System.getenv());
            out.print(
                    json
                            ? settings.configuration().json() + "\n"
                            : settings.configuration().table());
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (InvalidConfiguration invalid) {
            return Failures.report(spec.commandLine().getErr(), invalid);
        }
    }
}
