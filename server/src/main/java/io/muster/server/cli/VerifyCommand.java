package io.muster.server.cli;

import io.muster.platform.log.Logging;
import io.muster.server.Settings;
import io.muster.server.upkeep.Repair;
import io.muster.server.upkeep.Report;
import io.muster.server.upkeep.Stores;
import io.muster.server.upkeep.Verification;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster verify}: looks for what should not be, and mends it when told to. */
@Command(
        name = "verify",
        description = "Looks through an installation, running or not, for what should not be: wrong members of filters,"
                + " wrong totals, tokens without endpoint, endpoints without token, changes that are late or parked. Exit"
                + " code 0: all is well; 1: something is not, or could not be looked at.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--repair",
            arity = "0..1",
            fallbackValue = ALL,
            split = ",",
            paramLabel = "WHAT",
            description =
                    "Mend members, totals, tokens or parked changes, or all of them: members and counters of filters"
                            + " are put right and listeners told; endpoints and metadata keys are counted anew; tokens without"
                            + " endpoint are revoked; parked changes are tried again. Safe while Muster runs.")
    private @Nullable List<String> repair;

    private VerifyCommand() {}

    /** The command with all configuration flags. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new VerifyCommand());
        ConfigurationFlags.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Set<Repair> repairs = repairs();
        Logging.configure(Logging.Format.AUTO, "WARN");
        try {
            Settings settings = Operators.settings(spec);
            Progress progress = new Progress(err);
            try (Stores stores = Stores.open(settings, Operators.listener(err))) {
                Report report = new Verification(
                                stores, settings.register().feed().late(), repairs, Clock.systemUTC())
                        .run(progress::line);
                out.println(json ? report.json() : report.text());
                out.flush();
                return report.clean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
            }
        } catch (RuntimeException failure) {
            return Failures.report(err, failure);
        }
    }

    private Set<Repair> repairs() {
        Set<Repair> repairs = EnumSet.noneOf(Repair.class);
        for (String name : repair == null ? List.<String>of() : repair) {
            if (name.equals(ALL)) {
                repairs.addAll(EnumSet.allOf(Repair.class));
            } else {
                repairs.add(repair(name));
            }
        }
        return repairs;
    }

    private Repair repair(String name) {
        for (Repair each : Repair.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw new CommandLine.ParameterException(
                spec.commandLine(), "--repair takes members, totals, tokens, parked or all, not " + name);
    }
}
