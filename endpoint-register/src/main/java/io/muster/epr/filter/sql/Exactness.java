package io.muster.epr.filter.sql;

import java.util.function.Supplier;

/** Remembers whether some condition of a statement had to be replaced by a bound. */
final class Exactness {
    private boolean exact = true;

    /**
     * The bound of a condition that cannot be expressed: the weaker condition, or nothing at all. The weaker one
     * is only made if used, since a statement must use every parameter it binds.
     */
    String approximate(Bound bound, Supplier<String> weaker) {
        exact = false;
        return bound == Bound.UPPER ? weaker.get() : "FALSE";
    }

    boolean isExact() {
        return exact;
    }
}
