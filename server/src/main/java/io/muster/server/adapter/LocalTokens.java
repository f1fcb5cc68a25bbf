package io.muster.server.adapter;

import io.muster.cm.CredentialManagement;
import io.muster.cm.token.ProvisionedToken;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.registration.FirstTokens;
import io.muster.epr.registration.TokenProvisioning;
import io.muster.platform.postgres.DatabaseSettings;
import java.util.Optional;

/**
 * EPR's way to CM where both live in this process.
 *
 * @param register where the tables of EPR are
 */
public record LocalTokens(CredentialManagement credentials, DatabaseSettings register) implements TokenProvisioning {

    @Override
    public Token provision(String endpointId, String application, Optional<EndpointToken> wanted) {
        ProvisionedToken provisioned = credentials.provision(endpointId, application, wanted.map(EndpointToken::value));
        return new Token(
                EndpointToken.of(provisioned.value()),
                provisioned.token().state().status().word());
    }

    @Override
    public void drop(String endpointId) {
        credentials.dropTokens(endpointId);
    }

    @Override
    public Optional<FirstTokens> together() {
        return credentials.draftsBeside(register).map(LocalFirstTokens::new);
    }
}
