package io.muster.kpc;

import io.muster.contract.avro.Esp;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.platform.nats.Bus;
import io.nats.client.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.kaaproject.ipc.esp.gen.v1.ExtensionData;

/**
 * An extension written against 4/ESP alone: gives back what it gets if there is a request ID. A path that begins with
 * {@code /fail} is answered with 403, {@code /silence} not at all; {@code /strict} takes JSON only, anything else is 400.
 * While it is held it takes requests and answers none.
 */
final class EchoPeer implements AutoCloseable {
    private final Bus bus;
    private final String instance;
    private final Bus.Subscription subscription;
    private final Map<String, String> replyTo = new ConcurrentHashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    final List<ClientData> received = new CopyOnWriteArrayList<>();

    EchoPeer(Bus bus, String instance) {
        this.bus = bus;
        this.instance = instance;
        this.subscription = bus.subscribe(Esp.CLIENT_DATA.toService(instance), instance, this::handle);
    }

    /** Answers nothing any longer. */
    synchronized void hold() {
        holding = true;
    }

    /** Answers what has come meanwhile, and goes on. */
    synchronized void release() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    private synchronized void orHold(Runnable answer) {
        if (holding) {
            held.add(answer);
        } else {
            answer.run();
        }
    }

    private void handle(Message message) {
        ClientData data;
        try {
            data = Esp.CLIENT_DATA.codec().decode(message.getData());
        } catch (MalformedMessage e) {
            throw new IllegalStateException(e);
        }
        replyTo.put(data.getCorrelationId(), message.getReplyTo());
        received.add(data);
        orHold(() -> echo(data, message.getReplyTo()));
    }

    private void echo(ClientData data, String subject) {
        boolean fails = data.getResourcePath().startsWith("/fail")
                || data.getResourcePath().startsWith("/strict") && !isJson(data.getPayload());
        if ((data.getRequestId().isPresent() || fails)
                && !data.getResourcePath().startsWith("/silence")) {
            bus.publish(
                    subject,
                    Esp.EXTENSION_DATA
                            .codec()
                            .encode(new ExtensionData(
                                    data.getCorrelationId(),
                                    System.currentTimeMillis(),
                                    0L,
                                    data.getAppVersionName(),
                                    instance,
                                    data.getEndpointId().orElse(null),
                                    data.getResourcePath(),
                                    data.getRequestId().orElse(null),
                                    fails ? null : data.getPayload(),
                                    fails ? data.getResourcePath().startsWith("/fail") ? 403 : 400 : 200,
                                    fails ? "Not today" : null)));
        }
    }

    private static boolean isJson(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        try {
            return !Json.parse(bytes, 10).isMissingNode();
        } catch (Refused none) {
            return false;
        }
    }

    /** Tells all replicas of the communication service something for the endpoint. */
    void push(String communication, String endpointId, String resourcePath, String payload, int status) {
        bus.publish(Esp.EXTENSION_DATA.toService(communication), data(endpointId, resourcePath, null, payload, status));
    }

    /** Answers the request of that payload, which was left unanswered, to the replica that asked. */
    void answer(String request, String payload) {
        ClientData data = received.get(payloads().indexOf(request));
        bus.publish(Objects.requireNonNull(replyTo.get(data.getCorrelationId())), answer(data, payload));
    }

    /** The same to all replicas of the communication service. */
    void answerInstance(String communication, String request, String payload) {
        ClientData data = received.get(payloads().indexOf(request));
        bus.publish(Esp.EXTENSION_DATA.toService(communication), answer(data, payload));
    }

    private byte[] answer(ClientData request, String payload) {
        return Esp.EXTENSION_DATA
                .codec()
                .encode(new ExtensionData(
                        request.getCorrelationId(),
                        System.currentTimeMillis(),
                        0L,
                        request.getAppVersionName(),
                        instance,
                        request.getEndpointId().orElse(null),
                        request.getResourcePath(),
                        request.getRequestId().orElse(null),
                        ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)),
                        200,
                        null));
    }

    byte[] data(String endpointId, String resourcePath, @Nullable Integer requestId, String payload, int status) {
        return Esp.EXTENSION_DATA
                .codec()
                .encode(new ExtensionData(
                        "push",
                        System.currentTimeMillis(),
                        0L,
                        null,
                        instance,
                        endpointId,
                        resourcePath,
                        requestId,
                        ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)),
                        status,
                        null));
    }

    /** Payloads received so far, as text. */
    List<String> payloads() {
        return received.stream()
                .map(data -> StandardCharsets.UTF_8
                        .decode(data.getPayload().duplicate())
                        .toString())
                .toList();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
