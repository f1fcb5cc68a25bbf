package io.muster.benchmark.measure;

import io.muster.benchmark.client.Decoded;
import io.muster.benchmark.client.RequestReply;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.Patience;
import io.muster.benchmark.program.Fleet;
import io.muster.contract.avro.Ecap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;

/** Requests of 16/ECAP, and the bare request-reply that they are compared with. */
final class Validation {

    static final int OUTSTANDING = 256;

    static final String CM = "cm";

    private static final String PASSWORD_SUBJECT = Ecap.USERNAME_PASSWORD_REQUEST.toService(CM);
    private static final String CORRELATION = "11111111-1111-1111-1111-111111111111";
    private static final String ECHO = "bench.echo.";
    private static final int OK = 200;

    private Validation() {}

    static byte[] tokenRequest(String token) {
        return Ecap.TOKEN_REQUEST
                .codec()
                .encode(EndpointTokenValidationRequest.newBuilder()
                        .setCorrelationId(CORRELATION)
                        .setTimestamp(System.currentTimeMillis())
                        .setTimeout(0)
                        .setAppName(Fleet.APPLICATION)
                        .setToken(token)
                        .build());
    }

    /** Of the first endpoints of a fleet. */
    static byte[][] tokenRequests(Fleet fleet, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> tokenRequest(fleet.token(number)))
                .toArray(byte[][]::new);
    }

    static byte[] passwordRequest(String username, String password) {
        return Ecap.USERNAME_PASSWORD_REQUEST
                .codec()
                .encode(ClientUsernamePasswordValidationRequest.newBuilder()
                        .setCorrelationId(CORRELATION)
                        .setTimestamp(System.currentTimeMillis())
                        .setTimeout(0)
                        .setUsername(username)
                        .setPassword(password)
                        .build());
    }

    static CompletableFuture<Integer> token(RequestReply client, byte[] request) {
        return client.ask(Ecap.TOKEN_REQUEST.toService(CM), request)
                .thenApply(answer ->
                        Decoded.of(Ecap.TOKEN_RESPONSE.codec(), answer).getStatusCode());
    }

    /** Validates tokens; an answer shorter than an accepting one fails. */
    static Call tokens(RequestReply client, String instance, LongFunction<byte[]> requests, int accepting) {
        String subject = Ecap.TOKEN_REQUEST.toService(instance);
        return number -> accepted(client.ask(subject, requests.apply(number)), accepting);
    }

    static Call passwords(RequestReply client, LongFunction<byte[]> requests, int accepting) {
        return number -> accepted(client.ask(PASSWORD_SUBJECT, requests.apply(number)), accepting);
    }

    /** Refusals carry no IDs, hence are much shorter; reading every answer would only burn the client's time. */
    private static CompletableFuture<byte[]> accepted(CompletableFuture<byte[]> answer, int accepting) {
        return answer.thenApply(bytes -> {
            if (bytes.length < accepting - 2) {
                throw new IllegalStateException("an answer of " + bytes.length + " bytes is no acceptance");
            }
            return bytes;
        });
    }

    /** The size of the answer to a request that is accepted. */
    static int tokenAnswer(RequestReply client, String instance, byte[] request) {
        byte[] answer = Patience.on(client.ask(Ecap.TOKEN_REQUEST.toService(instance), request));
        int status = Decoded.of(Ecap.TOKEN_RESPONSE.codec(), answer).getStatusCode();
        if (status != OK) {
            throw new IllegalStateException("a token of the fleet is answered " + status);
        }
        return answer.length;
    }

    static int passwordAnswer(RequestReply client, byte[] request) {
        byte[] answer = Patience.on(client.ask(PASSWORD_SUBJECT, request));
        int status = Decoded.of(Ecap.USERNAME_PASSWORD_RESPONSE.codec(), answer).getStatusCode();
        if (status != OK) {
            throw new IllegalStateException("a user name is answered " + status);
        }
        return answer.length;
    }

    /** Bare request-reply with the same requests and answers of the same size. */
    static Call echo(RequestReply client, LongFunction<byte[]> requests, int size) {
        String subject = ECHO + size;
        return number -> client.ask(subject, requests.apply(number));
    }
}
