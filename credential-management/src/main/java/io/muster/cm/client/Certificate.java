package io.muster.cm.client;

import io.muster.cm.credential.CredentialState;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/**
 * A stored client certificate; issuer and serial number are all that counts.
 *
 * @param name issuer and serial number
 * @param clientId client that uses it, where known
 */
public record Certificate(CredentialState state, CertificateName name, Optional<String> clientId)
        implements ClientCredential {

    static Certificate read(Row row) {
        return new Certificate(
                CredentialState.of(row, "credential_id"),
                new CertificateName(new Issuer(row.getString("issuer")), row.getString("serial_number")),
                Optional.ofNullable(row.getString("client_id")));
    }
}
