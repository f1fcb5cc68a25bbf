package io.muster.cm.ecap;

import io.muster.cm.client.Certificate;
import io.muster.cm.client.Login;
import io.muster.contract.avro.Ecap;
import io.muster.platform.nats.Responder;
import java.time.Clock;
import java.util.Optional;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationResponse;

/** The client half of 16/ECAP. */
public final class EcapClients {

    private static final long UNLIMITED = 0;

    private final ClientAnswers answers;
    private final Clock clock;

    public EcapClients(ClientAnswers answers, Clock clock) {
        this.answers = answers;
        this.clock = clock;
    }

    /** Answers requests to {@code instance} from now on. */
    public void serve(Responder responder, String instance) {
        responder.answer(
                Ecap.USERNAME_PASSWORD_REQUEST,
                Ecap.USERNAME_PASSWORD_RESPONSE,
                instance,
                this::passwordAtHand,
                this::password);
        responder.answer(
                Ecap.CERTIFICATE_REQUEST,
                Ecap.CERTIFICATE_RESPONSE,
                instance,
                request -> answers.certificateAtHand(request.getIssuer(), request.getSerialNumber())
                        .map(outcome -> response(request, outcome)),
                request -> response(request, answers.certificate(request.getIssuer(), request.getSerialNumber())));
    }

    private Optional<ClientUsernamePasswordValidationResponse> passwordAtHand(
            ClientUsernamePasswordValidationRequest request) {
        Optional<String> username = request.getUsername();
        Optional<String> password = request.getPassword();
        if (username.isEmpty() || password.isEmpty()) {
            return Optional.of(response(request, answers.incomplete()));
        }
        return answers.passwordAtHand(username.get(), password.get()).map(outcome -> response(request, outcome));
    }

    private ClientUsernamePasswordValidationResponse password(ClientUsernamePasswordValidationRequest request) {
        return response(
                request,
                answers.password(
                        request.getUsername().orElse(""), request.getPassword().orElse("")));
    }

    private ClientUsernamePasswordValidationResponse response(
            ClientUsernamePasswordValidationRequest request, Outcome<Login> outcome) {
        return new ClientUsernamePasswordValidationResponse(
                request.getCorrelationId(),
                clock.millis(),
                UNLIMITED,
                outcome.id().orElse(null),
                outcome.credential().flatMap(Login::clientId).orElse(null),
                outcome.status(),
                outcome.reason().orElse(null));
    }

    private ClientCertificateValidationResponse response(
            ClientCertificateValidationRequest request, Outcome<Certificate> outcome) {
        return new ClientCertificateValidationResponse(
                request.getCorrelationId(),
                clock.millis(),
                UNLIMITED,
                outcome.id().orElse(null),
                outcome.credential().flatMap(Certificate::clientId).orElse(null),
                outcome.status(),
                outcome.reason().orElse(null));
    }
}
