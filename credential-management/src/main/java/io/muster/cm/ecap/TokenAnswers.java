package io.muster.cm.ecap;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.cm.credential.Status;
import io.muster.cm.token.Token;
import io.muster.cm.token.Tokens;
import io.muster.contract.avro.Ecap;
import io.muster.platform.nats.Responder;
import java.time.Clock;
import java.util.Optional;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenStatusTransitionRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenStatusTransitionResponse;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;

/** The token half of 16/ECAP: validation, and change of state. */
public final class TokenAnswers {

    private static final long UNLIMITED = 0;
    private static final String WHAT = "endpoint token";

    private final Tokens tokens;
    private final Tally tally;
    private final Clock clock;

    public TokenAnswers(Tokens tokens, Clock clock, MeterRegistry metrics) {
        this.tokens = tokens;
        this.tally = new Tally(metrics, tokens.table().name());
        this.clock = clock;
    }

    /** Answers requests to {@code instance} from now on. */
    public void serve(Responder responder, String instance) {
        responder.answer(Ecap.TOKEN_REQUEST, Ecap.TOKEN_RESPONSE, instance, this::atHand, this::validate);
        responder.answer(
                Ecap.TOKEN_STATUS_TRANSITION_REQUEST,
                Ecap.TOKEN_STATUS_TRANSITION_RESPONSE,
                instance,
                this::transition);
    }

    private Optional<EndpointTokenValidationResponse> atHand(EndpointTokenValidationRequest request) {
        return tokens.atHand(request.getAppName(), request.getToken())
                .map(verdict -> response(request, tally.count(Outcome.of(WHAT, verdict))));
    }

    private EndpointTokenValidationResponse validate(EndpointTokenValidationRequest request) {
        return response(
                request,
                tally.count(Outcome.of(WHAT, () -> tokens.validate(request.getAppName(), request.getToken()))));
    }

    private EndpointTokenValidationResponse response(EndpointTokenValidationRequest request, Outcome<Token> outcome) {
        return new EndpointTokenValidationResponse(
                request.getCorrelationId(),
                clock.millis(),
                UNLIMITED,
                outcome.id().orElse(null),
                outcome.credential().map(Token::endpointId).orElse(null),
                outcome.status(),
                outcome.reason().orElse(null));
    }

    private EndpointTokenStatusTransitionResponse transition(EndpointTokenStatusTransitionRequest request) {
        Outcome<Token> outcome = Outcome.done(() -> tokens.move(
                request.getAppName(), request.getToken(), Status.of("\"targetStatus\"", request.getTargetStatus())));
        return new EndpointTokenStatusTransitionResponse(
                request.getCorrelationId(),
                clock.millis(),
                UNLIMITED,
                outcome.status(),
                outcome.reason().orElse(null));
    }
}
