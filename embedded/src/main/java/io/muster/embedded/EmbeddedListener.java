package io.muster.embedded;

/**
 * Hears what the embedded processes do. Called from their own threads: an implementation must be thread-safe and
 * return at once.
 */
public interface EmbeddedListener {
    /** A step of a start that takes noticeable time begins; {@code line} is meant for the operator. */
    void progress(String line);

    /** {@code child} ("PostgreSQL" or "nats-server") ended by itself for {@code reason} and is started again. */
    void onRestart(String child, String reason);

    /** A listener that does nothing. */
    static EmbeddedListener silent() {
        return new EmbeddedListener() {
            @Override
            public void progress(String line) {}

            @Override
            public void onRestart(String child, String reason) {}
        };
    }
}
