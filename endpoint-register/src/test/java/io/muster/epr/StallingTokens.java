package io.muster.epr;

import io.muster.contract.name.EndpointToken;
import io.muster.epr.registration.TokenProvisioning;
import java.util.Optional;

/** Lets something happen between the token and the endpoint. */
record StallingTokens(TokenProvisioning tokens, Runnable meanwhile) implements TokenProvisioning {

    @Override
    public Token provision(String endpointId, String application, Optional<EndpointToken> wanted) {
        Token token = tokens.provision(endpointId, application, wanted);
        meanwhile.run();
        return token;
    }

    @Override
    public void drop(String endpointId) {
        tokens.drop(endpointId);
    }
}
