package io.muster.platform.nats;

import java.io.IOException;

/** NATS cannot keep events as it should; tells the operator why and what can be done. */
public final class StreamRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    StreamRefused(String reason, String remedy, Throwable cause) {
        super(reason, cause);
        this.remedy = remedy;
    }

    StreamRefused(String reason, String remedy) {
        super(reason);
        this.remedy = remedy;
    }

    /** What the operator can do, without a full stop. */
    public String remedy() {
        return remedy;
    }
}
