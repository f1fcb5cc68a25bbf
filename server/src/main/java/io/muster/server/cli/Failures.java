package io.muster.server.cli;

import io.muster.cm.secret.HashKeyGuard;
import io.muster.embedded.EmbeddedFailure;
import io.muster.platform.config.InvalidConfiguration;
import io.muster.platform.http.PortRefused;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.postgres.Migrations;
import io.muster.server.StartFailure;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Why a command could not do its work: one line with the reason and the remedy, never a stack trace. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Prints the reason and returns the exit code. */
    static int report(PrintWriter err, RuntimeException failure) {
        switch (failure) {
            case InvalidConfiguration invalid -> {
                err.println("muster: the configuration has "
                        + count(invalid.problems().size()));
                invalid.problems().forEach(problem -> err.println("  " + problem.line()));
            }
            case EmbeddedFailure embedded -> err.println("muster: " + embedded.reason() + "; " + embedded.remedy());
            case StartFailure start -> err.println("muster: " + start.getMessage());
            case Migrations.NewerSchema newer -> err.println("muster: " + newer.getMessage());
            case HashKeyGuard.WrongKey key -> err.println("muster: " + key.getMessage());
            case PortRefused port -> err.println("muster: " + port.getMessage());
            case DatabaseFailure database ->
                err.println("muster: " + database.getMessage()
                        + (database.unavailable()
                                ? "; start it, or correct --db-url (muster.db.*), or leave it out to use an own server"
                                : ""));
            default -> {
                err.println(
                        "muster: unexpected failure: " + failure + "; this is a bug, please report it with the log");
                LOG.error("Unexpected failure", failure);
            }
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String count(int mistakes) {
        return mistakes == 1 ? "a mistake:" : mistakes + " mistakes:";
    }
}
