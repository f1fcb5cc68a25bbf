package io.muster.epr.registration;

import io.muster.epr.endpoint.FirstToken;
import io.muster.epr.endpoint.TokenTable;

/** Credential Management where its tables lie in the database of the endpoints: a token is stored with its endpoint. */
public interface FirstTokens extends TokenTable {

    /**
     * Makes a token for an endpoint that is about to exist, and stores nothing.
     *
     * @throws io.muster.contract.error.Refused 400 unknown application
     */
    Draft draft(String endpointId, String application);

    /**
     * A token to be stored with its endpoint.
     *
     * @param token as it will be
     * @param row what is stored of it
     * @param stored to be told when it is stored, before anybody is told the token
     */
    record Draft(TokenProvisioning.Token token, FirstToken row, Runnable stored) {}
}
