package io.muster.epr.endpoint;

/**
 * Which endpoints are wanted, as a part of a WHERE clause over the table {@code endpoint}, whose columns it names with
 * that qualifier.
 */
@FunctionalInterface
public interface Condition {

    /** The SQL; every value goes through {@code parameters}, never into the text. */
    String sql(SqlParameters parameters);

    /**
     * The same where rows come in the order of the list and many of them satisfy the condition: written so that
     * PostgreSQL does not go through an index for it and sort what it finds.
     */
    default String walking(SqlParameters parameters) {
        return sql(parameters);
    }
}
