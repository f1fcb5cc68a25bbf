package io.muster.acceptance.conformance;

import io.muster.acceptance.program.Await;
import io.muster.contract.avro.Esp;
import io.muster.contract.avro.MalformedMessage;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.kaaproject.ipc.esp.gen.v1.ExtensionData;

/**
 * The other extensions that device clients speak to, as far as the clients can tell: data collection, configuration,
 * commands, credentials and updates over the air. They know nothing of Muster but 4/ESP.
 *
 * <p>A request with ID is answered with success; {@code config/json} with a configuration whether it has one or not,
 * like {@code token} with a token; a metric that is no number is refused. Everything else comes by {@link #push}.
 */
final class Neighbours implements AutoCloseable {
    static final List<String> NAMES = List.of("dcx", "cmx", "cex", "bcx", "cmx_ota");
    static final String CONFIGURATION = "{\"configId\":\"c1\",\"config\":{\"led\":true}}";

    private final Connection connection;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    /** What a device sent to an extension. */
    record Heard(String extension, ClientData data) {
        String payload() {
            return StandardCharsets.UTF_8.decode(data.getPayload().duplicate()).toString();
        }

        boolean is(String wantedExtension, String endpointId, String path) {
            return extension.equals(wantedExtension)
                    && data.getEndpointId().equals(Optional.of(endpointId))
                    && data.getResourcePath().equals(path);
        }
    }

    private record Reply(int status, String payload) {}

    private Neighbours(Connection connection) {
        this.connection = connection;
    }

    static Neighbours at(String natsUrl) {
        try {
            Connection connection = Nats.connect(new Options.Builder()
                    .server(natsUrl)
                    .connectionTimeout(Duration.ofSeconds(5))
                    .build());
            Neighbours neighbours = new Neighbours(connection);
            for (String name : NAMES) {
                Dispatcher dispatcher = connection.createDispatcher(message -> neighbours.hear(name, message));
                dispatcher.subscribe(Esp.CLIENT_DATA.toService(name), name);
            }
            connection.flush(Duration.ofSeconds(5));
            return neighbours;
        } catch (IOException | TimeoutException e) {
            throw new AssertionError("NATS at " + natsUrl + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void hear(String extension, Message message) {
        try {
            ClientData data = Esp.CLIENT_DATA.codec().decode(message.getData());
            Heard request = new Heard(extension, data);
            heard.add(request);
            reply(request)
                    .ifPresent(reply -> connection.publish(
                            message.getReplyTo(),
                            Esp.EXTENSION_DATA
                                    .codec()
                                    .encode(new ExtensionData(
                                            data.getCorrelationId(),
                                            System.currentTimeMillis(),
                                            0L,
                                            data.getAppVersionName(),
                                            extension,
                                            data.getEndpointId().orElse(null),
                                            data.getResourcePath(),
                                            data.getRequestId().orElse(null),
                                            bytes(reply.payload),
                                            reply.status,
                                            reply.status == 200 ? null : "It takes a number"))));
        } catch (MalformedMessage e) {
            throw new AssertionError("not readable: what KPC sends to " + extension, e);
        }
    }

    private static Optional<Reply> reply(Heard request) {
        String path = request.data.getResourcePath();
        boolean asked = request.data.getRequestId().isPresent();
        return switch (request.extension) {
            case "bcx" -> Optional.of(new Reply(200, "{\"token\":\"basic-1\"}"));
            case "cmx" -> path.equals("/config/json") ? Optional.of(new Reply(200, CONFIGURATION)) : Optional.empty();
            case "dcx" ->
                path.startsWith("/plain/") && !request.payload().matches("-?[0-9.]+")
                        ? Optional.of(new Reply(400, ""))
                        : Optional.of(new Reply(200, "")).filter(reply -> asked);
            default -> Optional.of(new Reply(200, "")).filter(reply -> asked);
        };
    }

    /** What a device sends to a resource of an extension, now or later. */
    Heard await(String extension, String endpointId, String path) {
        return await(extension + path + " of " + endpointId, request -> request.is(extension, endpointId, path));
    }

    Heard await(String what, Predicate<Heard> wanted) {
        return Await.value(
                Await.LONG,
                () -> heard.stream().filter(wanted).findFirst(),
                () -> "no extension heard: " + what + "; but " + heard);
    }

    /** How often a device sent something to a resource of an extension so far. */
    long count(String extension, String endpointId, String path) {
        return heard.stream()
                .filter(request -> request.is(extension, endpointId, path))
                .count();
    }

    /** Tells a device something that it has not asked for. */
    void push(String extension, String endpointId, String path, String payload) {
        ExtensionData data = new ExtensionData(
                "push",
                System.currentTimeMillis(),
                0L,
                null,
                extension,
                endpointId,
                path,
                null,
                bytes(payload),
                200,
                null);
        connection.publish(
                Esp.EXTENSION_DATA.toService("kpc"), Esp.EXTENSION_DATA.codec().encode(data));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
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
