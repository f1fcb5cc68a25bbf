package io.muster.cm.ecap;

import io.muster.cm.client.Certificate;
import io.muster.cm.client.CertificateName;
import io.muster.cm.client.Certificates;
import io.muster.cm.client.Login;
import io.muster.cm.client.Logins;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import java.util.Optional;

/** Validation of clients for whichever protocol asks. */
public final class ClientAnswers {

    private static final String PAIR = "user name with this password";
    private static final String CERTIFICATE = "client certificate";

    private final Logins logins;
    private final Certificates certificates;

    public ClientAnswers(Logins logins, Certificates certificates) {
        this.logins = logins;
        this.certificates = certificates;
    }

    Optional<Outcome<Login>> passwordAtHand(String username, String password) {
        return logins.atHand(username, password).map(verdict -> Outcome.of(PAIR, verdict));
    }

    Outcome<Login> password(String username, String password) {
        return Outcome.of(PAIR, () -> logins.validate(username, password));
    }

    /** MQTT allows to leave out both; a client that does has no credential of this kind. */
    Outcome<Login> incomplete() {
        return new Outcome<>(
                Kind.MALFORMED.status(), Optional.of("User name and password are both needed"), Optional.empty());
    }

    Optional<Outcome<Certificate>> certificateAtHand(String issuer, String serialNumber) {
        try {
            return certificates
                    .atHand(CertificateName.parse(issuer, serialNumber))
                    .map(verdict -> Outcome.of(CERTIFICATE, verdict));
        } catch (Refused malformed) {
            return Optional.of(new Outcome<>(
                    malformed.refusal().status(),
                    Optional.of(malformed.refusal().message()),
                    Optional.empty()));
        }
    }

    Outcome<Certificate> certificate(String issuer, String serialNumber) {
        return Outcome.of(CERTIFICATE, () -> certificates.validate(CertificateName.parse(issuer, serialNumber)));
    }
}
