package io.muster.cm.client;

import io.muster.cm.credential.Credential;
import java.util.Optional;

/** What a client shows to connect: a user name with password, or a certificate. */
public sealed interface ClientCredential extends Credential permits Login, Certificate {

    /** The client that uses it, where known. */
    Optional<String> clientId();
}
