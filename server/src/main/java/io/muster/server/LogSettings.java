package io.muster.server;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import io.muster.platform.log.Logging;

/**
 * What is logged, and how a line looks.
 *
 * @param level least severity that is logged
 */
public record LogSettings(Logging.Format format, Level level) {

    private static final Key<Logging.Format> FORMAT = Key.choice("muster.log.format", Logging.Format.class)
            .byDefault(Logging.Format.AUTO)
            .about("Lines for people (text), one JSON object per line (json), or text on a terminal only (auto).");
    private static final Key<Level> LEVEL =
            Key.choice("muster.log.level", Level.class).byDefault(Level.INFO).about("Least severity that is logged.");

    /** Severities. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    static LogSettings read(Reader reader) {
        return new LogSettings(reader.get(FORMAT), reader.get(LEVEL));
    }
}
