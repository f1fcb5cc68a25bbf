package io.muster.cm.ecap;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.cm.client.Certificate;
import io.muster.cm.client.CertificateName;
import io.muster.cm.client.Certificates;
import io.muster.cm.client.Login;
import io.muster.cm.client.Logins;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import java.util.Optional;
import java.util.function.Function;

/** Validation of clients for whichever protocol asks. */
public final class ClientAnswers {

    private static final String PAIR = "user name with this password";
    private static final String CERTIFICATE = "client certificate";

    private final Logins logins;
    private final Certificates certificates;
    private final Tally ofPasswords;
    private final Tally ofCertificates;

    public ClientAnswers(Logins logins, Certificates certificates, MeterRegistry metrics) {
        this.logins = logins;
        this.certificates = certificates;
        ofPasswords = new Tally(metrics, logins.table().name());
        ofCertificates = new Tally(metrics, certificates.table().name());
    }

    /**
     * Answers requests that show a user name with password. MQTT allows to leave out both; a client that does has no
     * credential of this kind.
     */
    <Q> Lookup<Q, Login> passwords(Function<Q, Optional<String>> username, Function<Q, Optional<String>> password) {
        return new Lookup<>() {

            @Override
            public Optional<Outcome<Login>> atHand(Q request) {
                Optional<String> name = username.apply(request);
                Optional<String> secret = password.apply(request);
                Optional<Outcome<Login>> outcome = name.isEmpty() || secret.isEmpty()
                        ? Optional.of(Outcome.no(Kind.MALFORMED, "User name and password are both needed"))
                        : logins.atHand(name.get(), secret.get()).map(verdict -> Outcome.of(PAIR, verdict));
                return outcome.map(ofPasswords::count);
            }

            @Override
            public Outcome<Login> find(Q request) {
                return ofPasswords.count(Outcome.of(
                        PAIR,
                        () -> logins.validate(
                                username.apply(request).orElse(""),
                                password.apply(request).orElse(""))));
            }
        };
    }

    /** Answers requests that show issuer and serial number of a certificate. */
    <Q> Lookup<Q, Certificate> certificates(Function<Q, String> issuer, Function<Q, String> serialNumber) {
        return new Lookup<>() {

            @Override
            public Optional<Outcome<Certificate>> atHand(Q request) {
                try {
                    return certificates
                            .atHand(name(request))
                            .map(verdict -> Outcome.of(CERTIFICATE, verdict))
                            .map(ofCertificates::count);
                } catch (Refused malformed) {
                    return Optional.of(ofCertificates.count(Outcome.no(
                            malformed.refusal().kind(), malformed.refusal().message())));
                }
            }

            @Override
            public Outcome<Certificate> find(Q request) {
                return ofCertificates.count(Outcome.of(CERTIFICATE, () -> certificates.validate(name(request))));
            }

            private CertificateName name(Q request) {
                return CertificateName.parse(issuer.apply(request), serialNumber.apply(request));
            }
        };
    }
}
