package io.muster.cm.token;

import io.muster.cm.credential.Credential;
import io.muster.cm.credential.CredentialState;
import io.vertx.sqlclient.Row;

/**
 * A stored endpoint token; its value is not known.
 *
 * @param endpointId endpoint it belongs to
 * @param application application it is valid for
 */
public record Token(CredentialState state, String endpointId, String application) implements Credential {

    static Token read(Row row) {
        return new Token(
                CredentialState.of(row, "token_id"), row.getString("endpoint_id"), row.getString("application"));
    }
}
