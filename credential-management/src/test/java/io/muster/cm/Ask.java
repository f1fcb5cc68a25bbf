package io.muster.cm;

import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message.Targeted;
import io.muster.platform.nats.Bus;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;

/** Requests over NATS. */
final class Ask {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Ask() {}

    static EndpointTokenValidationResponse token(Bus bus, String instance, String application, String token) {
        return ask(
                bus,
                instance,
                Ecap.TOKEN_REQUEST,
                Ecap.TOKEN_RESPONSE,
                new EndpointTokenValidationRequest("trace-1", System.currentTimeMillis(), 0L, application, token));
    }

    static <Q extends SpecificRecord, A extends SpecificRecord> A ask(
            Bus bus, String instance, Targeted<Q> request, Targeted<A> response, Q question) {
        try {
            return response.codec()
                    .decode(bus.request(
                                    request.toService(instance), request.codec().encode(question), PATIENCE)
                            .join()
                            .getData());
        } catch (MalformedMessage e) {
            throw new AssertionError(e);
        }
    }
}
