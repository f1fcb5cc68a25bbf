package io.muster.epr.filter.sql;

/** Which error is harmless where a condition stands: selecting some more rows, or some fewer. */
enum Bound {
    UPPER,
    LOWER;

    Bound opposite() {
        return this == UPPER ? LOWER : UPPER;
    }
}
