package io.muster.cm.token;

/**
 * First tokens of endpoints that another service stores together with the endpoint, in one statement on the database that
 * both services use: one commit instead of two, and neither is ever without the other.
 */
public final class DraftedTokens {

    private final Tokens tokens;
    private final String table;

    /** @param schema that holds the tables of {@code tokens} */
    public DraftedTokens(Tokens tokens, String schema) {
        this.tokens = tokens;
        this.table = schema + ".endpoint_token";
    }

    /**
     * Makes a token for an endpoint that is about to exist.
     *
     * @throws io.muster.contract.error.Refused 400 bad endpoint ID or unknown application
     */
    public DraftedToken draft(String endpointId, String application) {
        return tokens.draft(endpointId, application);
    }

    /**
     * An insertion, to be part of a statement, of a token for each row of {@code source}; its rows are the
     * {@code endpoint_id} of those that it stored. A token whose value is taken in the application is left out.
     *
     * @param source what stands behind FROM and has the columns {@code endpoint_id text}, {@code application text},
     *     {@code partition smallint} and {@code created_at timestamptz} of the endpoint, {@code token_id uuid} and
     *     {@code token_hash bytea} of the draft
     */
    public String insertFrom(String source) {
        return TokenStore.insertDraftsInto(table, source);
    }

    /** To be told when the statement is done and before the value is told: the token is accepted from now on. */
    public void stored(DraftedToken draft) {
        tokens.stored(draft);
    }
}
