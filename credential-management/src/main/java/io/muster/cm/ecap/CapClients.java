package io.muster.cm.ecap;

import io.muster.cm.client.Certificate;
import io.muster.cm.client.Login;
import io.muster.cm.event.CapSettings;
import io.muster.contract.avro.Cap;
import io.muster.platform.nats.Responder;
import java.time.Clock;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationResponse;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationResponse;

/** 22/CAP, answered from the same credentials as the client half of 16/ECAP. There is one tenant; others are not told apart. */
public final class CapClients {

    private static final long UNLIMITED = 0;

    private final ClientAnswers answers;
    private final CapSettings settings;
    private final Clock clock;

    public CapClients(ClientAnswers answers, CapSettings settings, Clock clock) {
        this.answers = answers;
        this.settings = settings;
        this.clock = clock;
    }

    /** Answers requests from now on. */
    public void serve(Responder responder) {
        responder.answer(
                Cap.BASIC_REQUEST,
                Cap.BASIC_RESPONSE,
                settings.instance(),
                request -> answers.passwordAtHand(request.getUsername(), request.getPassword())
                        .map(outcome -> response(request, outcome)),
                request -> response(request, answers.password(request.getUsername(), request.getPassword())));
        responder.answer(
                Cap.CERTIFICATE_REQUEST,
                Cap.CERTIFICATE_RESPONSE,
                settings.instance(),
                request -> answers.certificateAtHand(request.getIssuer(), request.getSerialNumber())
                        .map(outcome -> response(request, outcome)),
                request -> response(request, answers.certificate(request.getIssuer(), request.getSerialNumber())));
    }

    private ClientBasicAuthenticationResponse response(
            ClientBasicAuthenticationRequest request, Outcome<Login> outcome) {
        return new ClientBasicAuthenticationResponse(
                request.getCorrelationId(),
                clock.millis(),
                UNLIMITED,
                outcome.id().orElse(null),
                outcome.credential().flatMap(Login::clientId).orElse(null),
                outcome.status(),
                outcome.reason().orElse(null));
    }

    private ClientCertificateAuthenticationResponse response(
            ClientCertificateAuthenticationRequest request, Outcome<Certificate> outcome) {
        return new ClientCertificateAuthenticationResponse(
                request.getCorrelationId(),
                clock.millis(),
                UNLIMITED,
                outcome.credential().map(found -> settings.tenantId()).orElse(null),
                outcome.id().orElse(null),
                outcome.credential().flatMap(Certificate::clientId).orElse(null),
                outcome.status(),
                outcome.reason().orElse(null));
    }
}
