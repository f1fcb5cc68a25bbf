package io.muster.server.cli;

import io.muster.cm.CredentialManagement;
import io.muster.platform.log.Logging;
import io.muster.platform.postgres.Database;
import io.muster.server.Settings;
import io.muster.server.StartFailure;
import io.muster.server.transfer.Export;
import io.muster.server.transfer.Form;
import io.muster.server.upkeep.Stores;
import java.io.PrintWriter;
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

/** {@code muster export}: writes all endpoints into a file. */
@Command(
        name = "export",
        description = "Writes all endpoints into a file that muster import takes, while Muster runs or not: application"
                + " version, metadata, and status and times of tokens. Values of tokens are not stored and hence not"
                + " written. Exit code 0: done; 1: not done, and the file is gone; 2: wrong options.",
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Where to; must not exist.")
    private Path file = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "ndjson or csv. Default: csv for a FILE that ends with .csv, otherwise ndjson.")
    private @Nullable Form form;

    private ExportCommand() {}

    /** The command with all configuration flags. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new ExportCommand()).setCaseInsensitiveEnumValuesAllowed(true);
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
            try (Stores stores = Stores.open(settings, Operators.listener(err))) {
                Database register = stores.schema("epr")
                        .orElseThrow(() -> new StartFailure(
                                "the database has no schema \"epr\"", "start EPR once on this database"));
                long count = run(new Export(register, stores.schema(CredentialManagement.SCHEMA)), err);
                out.println("%,d endpoints written to %s".formatted(count, file));
                out.flush();
                return CommandLine.ExitCode.OK;
            }
        } catch (RuntimeException failure) {
            return Failures.report(err, failure);
        }
    }

    private long run(Export export, PrintWriter err) {
        Bars bars = new Bars(err);
        Progress lines = new Progress(err);
        try (ProgressBar bar = bars.bar("export", 1)) {
            return export.run(file, form == null ? Form.of(file) : form, (count, total) -> {
                bar.maxHint(total).stepTo(count);
                if (!bars.onTerminal()) {
                    lines.line("%,d of %,d endpoints are written".formatted(count, total));
                }
            });
        }
    }
}
