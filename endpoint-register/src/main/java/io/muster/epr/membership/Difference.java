package io.muster.epr.membership;

/** One place where the stored members are not what the query says. */
sealed interface Difference {

    String endpointId();

    String filterId();

    /** The endpoint satisfies the query and is no member. */
    record Missing(String endpointId, KnownFilter filter) implements Difference {
        @Override
        public String filterId() {
            return filter.id();
        }
    }

    /** The endpoint is a member and does not satisfy the query, is of another application, or does not exist. */
    record Surplus(String endpointId, KnownFilter filter) implements Difference {
        @Override
        public String filterId() {
            return filter.id();
        }
    }

    /** The endpoint is a member of a filter that does not exist. */
    record OfNoFilter(String endpointId, String filterId) implements Difference {}
}
