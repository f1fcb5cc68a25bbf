package io.muster.cm.ecap;

import io.muster.cm.client.ClientCredential;
import io.muster.cm.event.CapSettings;
import io.muster.contract.avro.Cap;
import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Envelope;
import io.muster.contract.avro.Message.Targeted;
import io.muster.platform.nats.Responder;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationResponse;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationResponse;

/** Where clients are validated: the client half of 16/ECAP, and 22/CAP, which asks the same in other words. */
public final class ClientDesk {

    private static final long UNLIMITED = 0;

    private final ClientAnswers answers;
    private final Responder responder;
    private final Clock clock;

    public ClientDesk(ClientAnswers answers, Responder responder, Clock clock) {
        this.answers = answers;
        this.responder = responder;
        this.clock = clock;
    }

    /** Answers requests of 16/ECAP to {@code instance} from now on. */
    public void serveEcap(String instance) {
        serve(
                Ecap.USERNAME_PASSWORD_REQUEST,
                Ecap.USERNAME_PASSWORD_RESPONSE,
                instance,
                answers.passwords(
                        ClientUsernamePasswordValidationRequest::getUsername,
                        ClientUsernamePasswordValidationRequest::getPassword),
                ClientUsernamePasswordValidationResponse::new);
        serve(
                Ecap.CERTIFICATE_REQUEST,
                Ecap.CERTIFICATE_RESPONSE,
                instance,
                answers.certificates(
                        ClientCertificateValidationRequest::getIssuer,
                        ClientCertificateValidationRequest::getSerialNumber),
                ClientCertificateValidationResponse::new);
    }

    /**
     * Answers requests of 22/CAP from now on. There is one tenant; that a request names another one makes no difference.
     */
    public void serveCap(CapSettings cap) {
        serve(
                Cap.BASIC_REQUEST,
                Cap.BASIC_RESPONSE,
                cap.instance(),
                answers.passwords(
                        request -> Optional.of(request.getUsername()), request -> Optional.of(request.getPassword())),
                ClientBasicAuthenticationResponse::new);
        serve(
                Cap.CERTIFICATE_REQUEST,
                Cap.CERTIFICATE_RESPONSE,
                cap.instance(),
                answers.certificates(
                        ClientCertificateAuthenticationRequest::getIssuer,
                        ClientCertificateAuthenticationRequest::getSerialNumber),
                (correlationId, timestamp, timeout, id, clientId, status, reason) ->
                        new ClientCertificateAuthenticationResponse(
                                correlationId,
                                timestamp,
                                timeout,
                                id == null ? null : cap.tenantId(),
                                id,
                                clientId,
                                status,
                                reason));
    }

    private <Q extends SpecificRecord, A extends SpecificRecord, C extends ClientCredential> void serve(
            Targeted<Q> request, Targeted<A> response, String instance, Lookup<Q, C> lookup, Form<A> form) {
        Function<Q, String> correlationId = Envelope.Places.in(request.codec().record())::correlationIdOf;
        responder.answer(
                request,
                response,
                instance,
                question ->
                        lookup.atHand(question).map(outcome -> filled(form, correlationId.apply(question), outcome)),
                question -> filled(form, correlationId.apply(question), lookup.find(question)));
    }

    private <A> A filled(Form<A> form, String correlationId, Outcome<? extends ClientCredential> outcome) {
        return form.fill(
                correlationId,
                clock.millis(),
                UNLIMITED,
                outcome.id().orElse(null),
                outcome.credential().flatMap(ClientCredential::clientId).orElse(null),
                outcome.status(),
                outcome.reason().orElse(null));
    }

    /** An answer to be filled in: the fields that all four have, in their order. */
    @FunctionalInterface
    private interface Form<A> {

        A fill(
                String correlationId,
                long timestamp,
                long timeout,
                @Nullable String credentialId,
                @Nullable String clientId,
                int statusCode,
                @Nullable String reasonPhrase);
    }
}
