package io.muster.kpc.identity;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.contract.avro.Ecap;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.name.EndpointToken;
import io.muster.platform.nats.Bus;
import io.muster.platform.trace.Correlation;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;

/**
 * Asks the authentication provider who somebody is: the consumer's side of 16/ECAP. Never blocks; a verdict comes on a
 * thread of the NATS client or of the timer, exactly once for each question, a refusal at the latest after the timeout.
 * Questions carry {@link Correlation#current()}, which must not be used for two questions of one kind at a time.
 */
public final class Identification implements AutoCloseable {
    private final Clock clock;
    private final long timeout;
    private final Exchange<EndpointTokenValidationRequest, EndpointTokenValidationResponse, EndpointIdentity> endpoints;
    private final Exchange<
                    ClientUsernamePasswordValidationRequest, ClientUsernamePasswordValidationResponse, ClientIdentity>
            passwords;
    private final Exchange<ClientCertificateValidationRequest, ClientCertificateValidationResponse, ClientIdentity>
            certificates;
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();

    /**
     * @param provider instance name of the authentication provider
     * @param replica to which answers come
     */
    public Identification(
            Bus bus, IdentitySettings settings, String provider, String replica, Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        this.timeout = settings.timeout().toMillis();
        this.endpoints = new Exchange<>(
                bus,
                Ecap.TOKEN_REQUEST,
                Ecap.TOKEN_RESPONSE,
                provider,
                replica,
                settings,
                metrics,
                Identification::endpoint);
        this.passwords = new Exchange<>(
                bus,
                Ecap.USERNAME_PASSWORD_REQUEST,
                Ecap.USERNAME_PASSWORD_RESPONSE,
                provider,
                replica,
                settings,
                metrics,
                answer -> client(answer.getStatusCode(), answer.getCredentialId()));
        this.certificates = new Exchange<>(
                bus,
                Ecap.CERTIFICATE_REQUEST,
                Ecap.CERTIFICATE_RESPONSE,
                provider,
                replica,
                settings,
                metrics,
                answer -> client(answer.getStatusCode(), answer.getCredentialId()));
        metrics.gauge("muster.kpc.identifications", this, Identification::waiting);
    }

    /** Begins to listen for answers. */
    public void start() {
        subscriptions.add(endpoints.listen());
        subscriptions.add(passwords.listen());
        subscriptions.add(certificates.listen());
    }

    /** Whose token is it? */
    public void endpoint(String application, EndpointToken token, Consumer<Verdict<EndpointIdentity>> then) {
        String id = Correlation.current();
        endpoints.ask(
                id, new EndpointTokenValidationRequest(id, clock.millis(), timeout, application, token.value()), then);
    }

    /** May a client connect with this name and password, as they stand in CONNECT? */
    public void client(Optional<String> username, Optional<String> password, Consumer<Verdict<ClientIdentity>> then) {
        String id = Correlation.current();
        passwords.ask(
                id,
                new ClientUsernamePasswordValidationRequest(
                        id, clock.millis(), timeout, username.orElse(null), password.orElse(null)),
                then);
    }

    /** May a client connect with this certificate, whose chain and validity have been checked? */
    public void client(X509Certificate certificate, Consumer<Verdict<ClientIdentity>> then) {
        String id = Correlation.current();
        certificates.ask(
                id,
                new ClientCertificateValidationRequest(
                        id,
                        clock.millis(),
                        timeout,
                        certificate.getIssuerX500Principal().getName(),
                        certificate.getSerialNumber().toString()),
                then);
    }

    /** Refuses what has waited too long; to be called a few times per second. */
    public void expire() {
        endpoints.expire();
        passwords.expire();
        certificates.expire();
    }

    /** How many questions wait. */
    public int waiting() {
        return endpoints.waiting() + passwords.waiting() + certificates.waiting();
    }

    private static Verdict<EndpointIdentity> endpoint(EndpointTokenValidationResponse answer) {
        return answer.getTokenId()
                .flatMap(tokenId -> answer.getEndpointId().map(id -> new EndpointIdentity(tokenId, id)))
                .filter(complete -> isSuccess(answer.getStatusCode()))
                .<Verdict<EndpointIdentity>>map(Verdict.Granted::new)
                .orElseGet(() -> denied(answer.getStatusCode(), "The endpoint token"));
    }

    private static Verdict<ClientIdentity> client(int status, Optional<String> credentialId) {
        return isSuccess(status)
                ? new Verdict.Granted<>(new ClientIdentity(credentialId.orElse("")))
                : denied(status, "The client credential");
    }

    /** Every answer but a success is a no; its own words are not passed on, since they are meant for operators. */
    private static <T> Verdict<T> denied(int status, String what) {
        return new Verdict.Denied<>(
                switch (status) {
                    case 400, 404 -> Refusal.notFound(what + " is not found");
                    case 401 -> new Refusal(Kind.UNAUTHENTICATED, what + " is not accepted");
                    case 403 -> Refusal.forbidden(what + " is suspended or revoked");
                    default -> new Refusal(Kind.UNAVAILABLE, what + " cannot be checked now; try again");
                });
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }
}
