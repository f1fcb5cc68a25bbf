package io.muster.server.cli;

import io.muster.platform.feed.ParkedRecords;
import io.muster.platform.log.Logging;
import io.muster.platform.postgres.Database;
import io.muster.server.StartFailure;
import io.muster.server.upkeep.FeedState;
import io.muster.server.upkeep.Stores;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster feed}: what waits to be published, and what was parked because it cannot be. */
@Command(
        name = "feed",
        description = "Shows the changes whose events wait to be published, and those that were parked because they"
                + " cannot be. Changes of the same endpoint wait behind a parked one.",
        mixinStandardHelpOptions = true)
public final class FeedCommand implements Callable<Integer> {

    private static final Pattern NUMBER = Pattern.compile("([a-z_]+)-(\\d{1,18})");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--retry", description = "Have all parked changes tried again.")
    private boolean retry;

    @Option(
            names = "--discard",
            paramLabel = "CHANGE",
            description =
                    "Give up the parked change of this name, such as epr-17, for good: its events are never told, and"
                            + " what waits behind it goes on. Of an endpoint it leaves members and totals wrong: run muster"
                            + " verify --repair members,totals afterwards.")
    private @Nullable String discard;

    private FeedCommand() {}

    /** The command with all configuration flags. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new FeedCommand());
        ConfigurationFlags.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Logging.configure(Logging.Format.AUTO, "WARN");
        try (Stores stores = Stores.open(Operators.settings(spec), Operators.listener(err))) {
            if (discard != null) {
                discard(stores, discard);
                err.println(discard + " is discarded; what it would have changed besides its events is mended by muster"
                        + " verify --repair members,totals");
            }
            if (retry) {
                int tried = stores.names().stream()
                        .flatMap(name -> stores.schema(name).stream())
                        .mapToInt(database -> new ParkedRecords(database).retry())
                        .sum();
                err.println(tried + " parked changes are tried again");
            }
            FeedState state = FeedState.of(stores);
            out.println(json ? state.json() : state.text());
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (CommandLine.ParameterException mistake) {
            throw mistake;
        } catch (RuntimeException failure) {
            return Failures.report(err, failure);
        }
    }

    private void discard(Stores stores, String name) {
        Matcher matcher = NUMBER.matcher(name);
        if (!matcher.matches()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--discard takes the name of a parked change, such as epr-17, not " + name);
        }
        Database database = stores.schema(matcher.group(1))
                .orElseThrow(() -> new StartFailure(
                        "there is no schema " + matcher.group(1) + " in this database",
                        "muster feed shows the parked changes"));
        if (!new ParkedRecords(database).discard(Long.parseLong(matcher.group(2)))) {
            throw new StartFailure("there is no parked change " + name, "muster feed shows them");
        }
    }
}
