package io.muster.server;

import io.muster.server.cli.BackupCommand;
import io.muster.server.cli.ConfigCommand;
import io.muster.server.cli.DeviceCommand;
import io.muster.server.cli.EventsCommand;
import io.muster.server.cli.ExportCommand;
import io.muster.server.cli.FeedCommand;
import io.muster.server.cli.ImportCommand;
import io.muster.server.cli.RestoreCommand;
import io.muster.server.cli.SimulateCommand;
import io.muster.server.cli.StartCommand;
import io.muster.server.cli.VerifyCommand;
import io.muster.server.cli.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code muster start} and the operator's tools. */
@Command(
        name = "muster",
        description = "Device identity platform: register, credentials, metadata and filters of a fleet.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Muster implements Runnable {

    private Muster() {}

    /** Runs one command and ends with its exit code: 0 done, 1 failed, 2 wrongly called, others as a command's help says. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Muster())
                .addSubcommand(StartCommand.commandLine())
                .addSubcommand(ConfigCommand.commandLine())
                .addSubcommand(new EventsCommand())
                .addSubcommand(new SimulateCommand())
                .addSubcommand(new DeviceCommand())
                .addSubcommand(VerifyCommand.commandLine())
                .addSubcommand(FeedCommand.commandLine())
                .addSubcommand(ImportCommand.commandLine())
                .addSubcommand(ExportCommand.commandLine())
                .addSubcommand(BackupCommand.commandLine())
                .addSubcommand(RestoreCommand.commandLine())
                .addSubcommand("help", new CommandLine.HelpCommand())
                .setUsageHelpLongOptionsMaxWidth(28)
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public void run() {
        commandLine().usage(System.out);
    }
}
