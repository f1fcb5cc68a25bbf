package io.muster.kpc.mqtt;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.kpc.session.Delivery;
import io.muster.kpc.session.Link;
import io.muster.kpc.session.Session;
import io.muster.platform.trace.Correlation;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT connection, of whatever version and transport, from its first packet to its last.
 *
 * <p>Packets are handled in their order, one after the other. While the client is being authenticated, while too much is
 * in work, or while the client does not read, packets wait and the transport is told to stop; they are handled when the
 * reason is gone, also those of a client that has gone by then. Only then does the session end. That is what makes a
 * client heard that sends CONNECT, PUBLISH and DISCONNECT at once and leaves.
 */
final class MqttConnection implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);
    private static final long LOOK_AGAIN = 20;

    private final Transport transport;
    private final Connections shared;
    private final Executor loop;
    private final Vigil vigil;
    private final Deque<MqttMessage> inbox = new ArrayDeque<>();
    private final String correlationId = Correlation.newId();
    private State state = State.NEW;
    private boolean gone;
    private boolean paused;
    private boolean working;
    private boolean lookingAgain;
    private String clientId = "";
    private List<String> credentialIds = List.of();
    private @Nullable Conversation conversation;

    private enum State {
        /** Nothing but CONNECT may come. */
        NEW,
        /** CONNECT has come; everything else waits. */
        AUTHENTICATING,
        /** At work. */
        OPEN,
        /** The client has said goodbye, or was told to go: what still comes does not count. */
        OVER,
        /** Done with. */
        CLOSED
    }

    /** What there is from CONNACK on. */
    private record Conversation(Session session, Outbox outbox, Dialogue dialogue, boolean five) {}

    MqttConnection(Transport transport, Connections shared) {
        this.transport = transport;
        this.shared = shared;
        this.loop = task -> transport.context().runOnContext(ignored -> task.run());
        this.vigil = new Vigil(shared.vertx(), transport, this::end);
    }

    /** The transport is ready. */
    void opened() {
        shared.opened(this);
        vigil.awaitConnect(shared.settings().limits().connectTimeout());
    }

    /** A packet has come. */
    void received(MqttMessage message) {
        vigil.heard();
        if (state == State.OVER || state == State.CLOSED) {
            ReferenceCountUtil.release(message);
        } else {
            inbox.add(message);
            work();
        }
    }

    /** The transport is closed; no packet comes but those that wait there. */
    void closed() {
        gone = true;
        vigil.end();
        work();
    }

    private void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            while (!mustWait()) {
                MqttMessage message = inbox.poll();
                if (message != null) {
                    handle(message);
                } else if (paused) {
                    paused = false;
                    transport.resume();
                } else {
                    break;
                }
            }
        } finally {
            working = false;
        }
        if (mustWait()) {
            rest();
        } else if (gone || state == State.OVER) {
            finish();
        }
    }

    private boolean mustWait() {
        return switch (state) {
            case NEW, OVER, CLOSED -> false;
            case AUTHENTICATING -> true;
            case OPEN ->
                conversation != null && (!conversation.session.hasRoom() || !gone && !conversation.outbox.isEmpty());
        };
    }

    /** Stops reading; looks again by itself, since what is in the way may be on other connections. */
    private void rest() {
        if (!paused) {
            paused = true;
            transport.pause();
        }
        vigil.resting();
        if (state == State.OPEN && !lookingAgain) {
            lookingAgain = true;
            shared.vertx().setTimer(LOOK_AGAIN, timer -> {
                lookingAgain = false;
                if (conversation != null) {
                    conversation.outbox.flush();
                }
                work();
            });
        }
    }

    private void handle(MqttMessage message) {
        try {
            if (message.decoderResult().isFailure()) {
                undecodable(message.decoderResult().cause());
            } else if (state == State.NEW) {
                first(message);
            } else if (state == State.OPEN && conversation != null) {
                conversation.dialogue.handle(message).ifPresent(this::end);
            }
        } catch (RuntimeException bug) {
            LOG.error("A packet could not be handled", bug);
            end(End.PROTOCOL_ERROR);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void undecodable(Throwable cause) {
        LOG.debug("A packet is malformed: {}", cause.getMessage());
        if (state != State.NEW) {
            end(cause instanceof TooLongFrameException ? End.TOO_LARGE : End.MALFORMED);
        } else if (cause instanceof MqttUnacceptableProtocolVersionException) {
            refuse(MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION, "protocol-version");
        } else if (cause instanceof MqttIdentifierRejectedException) {
            refuse(MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED, "client-id");
        } else {
            leave("malformed");
        }
    }

    private void first(MqttMessage message) {
        if (!(message instanceof MqttConnectMessage connect)) {
            leave("no-connect");
            return;
        }
        switch (Opening.of(connect)) {
            case Opening.Client client -> authenticate(client);
            case Opening.Refused(MqttConnectReturnCode code) -> refuse(code, "connect");
            case Opening.Violation(MqttConnectReturnCode code)
            when connect.variableHeader().version() == 5 -> refuse(code, "malformed");
            case Opening.Violation(MqttConnectReturnCode code) -> leave("malformed");
        }
    }

    private void authenticate(Opening.Client client) {
        boolean five = client.five();
        if (shared.size() > shared.settings().limits().maxConnections()) {
            refuse(busy(five), "connections");
        } else if (shared.admission().barred(transport.address())) {
            refuse(tooFast(five), "failures");
        } else if (!shared.admission().connect()) {
            refuse(tooFast(five), "connect-rate");
        } else {
            state = State.AUTHENTICATING;
            Correlation.run(correlationId, () -> shared.authentication()
                    .check(
                            client,
                            transport.certificate(),
                            shared.settings().passwordRequired(transport.kind()),
                            shared.settings().certificateRequired(transport.kind()),
                            outcome -> loop.execute(() -> authenticated(client, outcome))));
        }
    }

    private void authenticated(Opening.Client client, Authentication.Outcome outcome) {
        if (state != State.AUTHENTICATING) {
            return;
        }
        switch (outcome) {
            case Authentication.Outcome.Welcome(List<String> ids) -> welcome(client, ids);
            case Authentication.Outcome.Refused(MqttConnectReturnCode code) -> {
                shared.admission().failed(transport.address());
                refuse(code, "authentication");
            }
        }
        work();
    }

    private void welcome(Opening.Client client, List<String> ids) {
        credentialIds = ids;
        clientId = client.clientId().isEmpty() ? "muster-" + Correlation.newId() : client.clientId();
        Session session = shared.sessions().open(this);
        int inFlight = shared.sessions().settings().maxInFlight();
        int topicLength = shared.settings().limits().maxTopicLength();
        Inbound inbound = new Inbound(
                transport, client.five(), topicLength, inFlight, session::publish, () -> shared.refused("topic"));
        Outbox outbox = new Outbox(transport, client, shared.settings().limits().maxQueued(), shared::sent);
        conversation = new Conversation(
                session, outbox, new Dialogue(transport, client.five(), inbound, outbox, this::goodbye), client.five());
        state = State.OPEN;
        shared.named(this, clientId);
        vigil.keepAlive(client.keepAlive());
        int packetSize = shared.settings().limits().maxPacketSize().asInt();
        transport.write(
                Packets.accepted(client, clientId, new Packets.Offer(inFlight, packetSize, Inbound.TOPIC_ALIASES)));
        LOG.debug("Client {} is connected from {}", clientId, transport.address());
    }

    private static MqttConnectReturnCode busy(boolean five) {
        return five
                ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_BUSY
                : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
    }

    private static MqttConnectReturnCode tooFast(boolean five) {
        return five
                ? MqttConnectReturnCode.CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED
                : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
    }

    private void refuse(MqttConnectReturnCode code, String reason) {
        transport.write(Packets.refused(code));
        leave(reason);
    }

    private void leave(String reason) {
        shared.refused(reason);
        over();
    }

    /** DISCONNECT has come. */
    private void goodbye() {
        over();
    }

    /** Ends the connection from this side, telling the client why where it can be told. */
    private void end(End reason) {
        if (state == State.OVER || state == State.CLOSED) {
            return;
        }
        LOG.debug("Connection of client {} is ended: {}", clientId, reason);
        if (conversation != null && conversation.five && !gone) {
            transport.write(Packets.disconnect(reason));
        }
        leave(reason.tag());
        finish();
    }

    private void over() {
        state = State.OVER;
        vigil.end();
        inbox.forEach(ReferenceCountUtil::release);
        inbox.clear();
        transport.close();
    }

    private void finish() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        vigil.end();
        shared.closed(this, clientId);
        if (conversation != null) {
            Session session = conversation.session;
            Correlation.run(correlationId, session::end);
        }
        transport.close();
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public void deliver(Delivery delivery) {
        if (conversation == null || gone || state != State.OPEN) {
            shared.sent("client-gone");
        } else if (conversation.outbox.add(delivery)) {
            if (!conversation.outbox.isEmpty()) {
                vigil.stalled(shared.settings().limits().slowReaderTimeout(), conversation.outbox::isEmpty);
            }
        } else {
            end(End.SLOW_READER);
        }
    }

    @Override
    public void relieved() {
        work();
    }

    @Override
    public void denied(Refusal refusal) {
        if (refusal.kind() != Kind.UNAVAILABLE && !shared.admission().failed(transport.address())) {
            end(End.TOO_MANY_FAILURES);
        }
    }

    @Override
    public void shutOut() {
        end(End.NOT_AUTHORIZED);
    }

    /** The client credential of that ID is revoked; any thread. */
    void revoked(String credentialId) {
        loop.execute(() -> {
            if (credentialIds.contains(credentialId)) {
                end(End.NOT_AUTHORIZED);
            }
        });
    }

    /** Another connection has the client ID now; any thread. */
    void takenOver() {
        loop.execute(() -> end(End.TAKEN_OVER));
    }

    /** The program stops; any thread. */
    void shutDown() {
        loop.execute(() -> end(End.SHUTTING_DOWN));
    }
}
