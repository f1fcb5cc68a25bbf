package io.muster.benchmark.load;

import io.muster.platform.work.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Waiting for one operation outside of a load: never for ever, since whoever should answer may be gone. */
public final class Patience {

    /** Far longer than any single operation takes, on a machine that is busy with other things too. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Patience() {}

    /** The result of {@code stage}; throws what it failed with, or that it did not end within a minute. */
    public static <T> T on(CompletionStage<T> stage) {
        return Waiting.atMost(LIMIT, stage);
    }
}
