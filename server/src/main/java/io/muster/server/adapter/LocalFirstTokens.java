package io.muster.server.adapter;

import io.muster.cm.credential.Status;
import io.muster.cm.token.DraftedToken;
import io.muster.cm.token.DraftedTokens;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.endpoint.FirstToken;
import io.muster.epr.registration.FirstTokens;
import io.muster.epr.registration.TokenProvisioning;

/** EPR's way to store tokens of CM itself, where both use one database. */
record LocalFirstTokens(DraftedTokens tokens) implements FirstTokens {

    @Override
    public Draft draft(String endpointId, String application) {
        DraftedToken draft = tokens.draft(endpointId, application);
        return new Draft(
                new TokenProvisioning.Token(EndpointToken.of(draft.value()), Status.INACTIVE.word()),
                new FirstToken(draft.id(), draft.hash()),
                () -> tokens.stored(draft));
    }

    @Override
    public String insertFrom(String source) {
        return tokens.insertFrom(source);
    }
}
