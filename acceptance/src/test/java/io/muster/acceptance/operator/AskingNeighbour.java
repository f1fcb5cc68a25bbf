package io.muster.acceptance.operator;

import io.muster.acceptance.client.Management;
import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Epmmp;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchResponse;

/**
 * Another service of the platform on NATS, which has a token validated (16/ECAP) and changes metadata (19/EPMMP). NATS
 * chooses the replica, so each request is sent once and has to be answered.
 */
final class AskingNeighbour implements Constantly.Client, AutoCloseable {
    private static final String APPLICATION = "demo_application";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OK = 200;

    private final Connection connection;
    private final Management.Registered endpoint;
    private int value;

    private AskingNeighbour(Connection connection, Management.Registered endpoint) {
        this.connection = connection;
        this.endpoint = endpoint;
    }

    static AskingNeighbour connect(String natsUrl, Management.Registered endpoint) {
        try {
            return new AskingNeighbour(Nats.connect(natsUrl), endpoint);
        } catch (IOException e) {
            throw new AssertionError("NATS at " + natsUrl + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void work(Constantly.Account account) {
        ask(
                account,
                Ecap.TOKEN_REQUEST.toService("cm"),
                Ecap.TOKEN_REQUEST
                        .codec()
                        .encode(new EndpointTokenValidationRequest(
                                UUID.randomUUID().toString(),
                                System.currentTimeMillis(),
                                0L,
                                APPLICATION,
                                endpoint.token())),
                Ecap.TOKEN_RESPONSE,
                EndpointTokenValidationResponse::getStatusCode);
        byte[] patch = "[{\"op\":\"add\",\"path\":\"/n\",\"value\":%d}]"
                .formatted(value++)
                .getBytes(StandardCharsets.UTF_8);
        ask(
                account,
                Epmmp.PATCH_REQUEST.toService("epr"),
                Epmmp.PATCH_REQUEST
                        .codec()
                        .encode(new EndpointMetadataPatchRequest(
                                UUID.randomUUID().toString(),
                                System.currentTimeMillis(),
                                0L,
                                endpoint.endpointId(),
                                null,
                                ByteBuffer.wrap(patch))),
                Epmmp.PATCH_RESPONSE,
                EndpointMetadataPatchResponse::getStatusCode);
    }

    private <A extends SpecificRecord> void ask(
            Constantly.Account account,
            String subject,
            byte[] request,
            Message.Targeted<A> response,
            ToIntFunction<A> status) {
        try {
            io.nats.client.Message answer = connection.request(subject, request, PATIENCE);
            if (answer == null || answer.isStatusMessage()) {
                account.failed(subject + ": " + (answer == null ? "no answer" : answer.getStatus()));
                return;
            }
            int code = status.applyAsInt(response.codec().decode(answer.getData()));
            if (code == OK) {
                account.answered();
            } else {
                account.failed(subject + ": " + code);
            }
        } catch (MalformedMessage | IllegalStateException e) {
            account.failed(subject + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
