package io.muster.server.cli;

import io.muster.embedded.EmbeddedListener;
import io.muster.server.Settings;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands that look after an installation have in common. */
final class Operators {

    private Operators() {}

    /**
     * The configuration as flags, environment and file give it.
     *
     * @throws io.muster.platform.config.InvalidConfiguration with all mistakes
     */
    static Settings settings(CommandSpec spec) {
        return Settings.read(ConfigurationFlags.given(spec.commandLine().getParseResult()), System.getenv());
    }

    /** Shows steps that take noticeable time. */
    static EmbeddedListener listener(PrintWriter err) {
        return new EmbeddedListener() {
            @Override
            public void progress(String line) {
                err.println(line);
                err.flush();
            }

            @Override
            public void onRestart(String child, String reason) {
                progress(child + " ended (" + reason + ") and is started again");
            }
        };
    }
}
