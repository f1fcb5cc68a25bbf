package io.muster.platform.config;

import java.util.Locale;

/** The services of the program. */
public enum Service {
    /** Endpoint register. */
    EPR,
    /** Credential management. */
    CM,
    /** Endpoint metadata extension. */
    EPMX,
    /** Communication with devices (1/KP). */
    KPC;

    /** {@code epr}, {@code cm}, {@code epmx} or {@code kpc}; also the default instance name. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
