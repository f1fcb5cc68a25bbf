package io.muster.epr.endpoint;

/** The table of tokens, where it lies in the database of the endpoints: one statement may then store both. */
public interface TokenTable {

    /**
     * An insertion, to be part of a statement, of a token for each row of {@code source}. It leaves out those whose value
     * is taken, and its rows are the {@code endpoint_id} of the others.
     *
     * @param source what stands behind FROM and has the columns {@code endpoint_id text}, {@code application text},
     *     {@code partition smallint} and {@code created_at timestamptz} of the endpoint, {@code token_id uuid} and
     *     {@code token_hash bytea} of its {@link FirstToken}
     */
    String insertFrom(String source);
}
