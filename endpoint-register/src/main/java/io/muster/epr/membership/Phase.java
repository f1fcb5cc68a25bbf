package io.muster.epr.membership;

import java.util.Locale;

/** How far a filter is in one feed partition. */
enum Phase {
    /** Members that an older query had are being removed. */
    CLEAR,
    /** Endpoints up to the cursor are evaluated. */
    SCAN,
    /** All endpoints are evaluated; other partitions may not be. */
    DONE,
    /** Everybody may know who belongs to the filter. */
    ACTIVE,
    /** The filter is deleted; its members are being removed. */
    DROP;

    /** The word in the database. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Phase of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
