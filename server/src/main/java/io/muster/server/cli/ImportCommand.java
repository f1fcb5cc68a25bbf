package io.muster.server.cli;

import io.muster.epr.transfer.ImportRun;
import io.muster.platform.log.Logging;
import io.muster.server.Settings;
import io.muster.server.StartFailure;
import io.muster.server.transfer.Form;
import io.muster.server.transfer.Import;
import io.muster.server.transfer.ImportGround;
import io.muster.server.transfer.ImportListener;
import io.muster.server.transfer.ImportOutcome;
import io.muster.server.transfer.ImportPlan;
import io.muster.server.upkeep.Stores;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster import}: registers the endpoints of a file. */
@Command(
        name = "import",
        description = "Registers the endpoints of a file, with their tokens, while Muster runs or not. Each line is"
                + " checked as a registration over REST; refused lines are written to a file with the reason. Run it again"
                + " after it was broken off, and it goes on where it stopped. Exit code 0: all lines are registered; 3:"
                + " some were refused; 1: it could not be done or not to the end; 2: wrong options.",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {

    private static final int SOME_REFUSED = 3;
    private static final int MOST_LINES = 20_000;
    private static final long MEGABYTE = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "Lines of JSON ({\"endpointId\":…,\"endpointToken\":…,\"appVersion\":{\"name\":…},"
                    + "\"metadata\":{…}}), or CSV with the columns endpointId, endpointToken, appVersion, metadata and"
                    + " metadata.KEY. IDs and tokens that are missing are made.")
    private Path file = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "ndjson or csv. Default: csv for a FILE that ends with .csv, otherwise ndjson.")
    private @Nullable Form form;

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            description = "Where IDs and tokens that are made are written to. Default: FILE.tokens.")
    private @Nullable Path tokens;

    @Option(
            names = "--errors",
            paramLabel = "FILE",
            description = "Where refused lines are written to, with the reason. Default: FILE.errors.")
    private @Nullable Path errors;

    @Option(names = "--stop-on-error", description = "Stop at the first refused line; those before it are registered.")
    private boolean stopOnError;

    @Option(
            names = "--restart",
            description = "Begin with the first line, although an earlier import has dealt with some.")
    private boolean restart;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Lines of a transaction. Default: ${DEFAULT-VALUE}.",
            defaultValue = "" + ImportPlan.BATCH)
    private int batch;

    @Option(
            names = "--max-waiting",
            paramLabel = "N",
            description = "Changes that may wait to be published before the import waits for the replicas. Default:"
                    + " ${DEFAULT-VALUE}.",
            defaultValue = "" + ImportPlan.MOST_WAITING)
    private long mostWaiting;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private ImportCommand() {}

    /** The command with all configuration flags. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new ImportCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        ConfigurationFlags.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ImportPlan plan = plan();
        Logging.configure(Logging.Format.AUTO, "WARN");
        try {
            if (!Files.isRegularFile(plan.file()) || !Files.isReadable(plan.file())) {
                throw new StartFailure(plan.file() + " is no file that can be read", "name one");
            }
            Settings settings = Operators.settings(spec);
            try (Stores stores = Stores.open(settings, Operators.listener(err));
                    Shown shown = new Shown(err)) {
                ImportOutcome outcome = new Import(ImportGround.of(stores, settings), plan, shown).run();
                shown.close();
                out.println(json ? outcome.json() : outcome.text(plan).stripTrailing());
                out.flush();
                return outcome.clean() ? CommandLine.ExitCode.OK : SOME_REFUSED;
            }
        } catch (RuntimeException failure) {
            return Failures.report(err, failure);
        }
    }

    private ImportPlan plan() {
        if (batch < 1 || batch > MOST_LINES || mostWaiting < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--batch must be 1 to " + MOST_LINES + ", and --max-waiting at least 1");
        }
        ImportPlan usual = ImportPlan.of(file);
        return new ImportPlan(
                file,
                form == null ? usual.form() : form,
                tokens == null ? usual.tokens() : tokens,
                errors == null ? usual.errors() : errors,
                batch,
                stopOnError,
                restart,
                mostWaiting);
    }

    /** A bar on a terminal, a line now and then elsewhere. */
    private static final class Shown implements ImportListener, AutoCloseable {

        private final Bars bars;
        private final Progress lines;
        private @Nullable ProgressBar bar;

        Shown(PrintWriter err) {
            this.bars = new Bars(err);
            this.lines = new Progress(err);
        }

        @Override
        public void at(ImportRun run, long size) {
            if (bars.onTerminal()) {
                bar(size)
                        .stepTo(run.read())
                        .setExtraMessage("%,d registered, %,d refused".formatted(run.registered(), run.refused()));
            } else {
                lines.line("%d %% of the file: %,d endpoints registered, %,d lines refused"
                        .formatted(100 * run.read() / Math.max(1, size), run.registered(), run.refused()));
            }
        }

        @Override
        public void waiting(long changes) {
            String text = "waits: %,d changes are to be published first".formatted(changes);
            if (bar != null) {
                bar.setExtraMessage(text);
            } else {
                lines.line(text);
            }
        }

        private ProgressBar bar(long size) {
            ProgressBar shown = bar == null ? bars.bar("import", " MB", MEGABYTE, size) : bar;
            bar = shown;
            return shown;
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
                bar = null;
            }
        }
    }
}
