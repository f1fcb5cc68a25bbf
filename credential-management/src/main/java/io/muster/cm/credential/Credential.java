package io.muster.cm.credential;

import java.util.UUID;

/** A token, a user name with password, or a certificate, as it is stored. */
public interface Credential {

    /** What every kind has. */
    CredentialState state();

    /** Names the credential without giving it away. */
    default UUID id() {
        return state().id();
    }
}
