package io.muster.kpc.mqtt;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.kpc.session.Delivery;
import io.muster.kpc.session.Link;
import io.muster.kpc.session.Session;
import io.muster.platform.trace.Correlation;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
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
 *
 * <p>Messages that wait for acknowledgements are no reason to stop: the acknowledgements are among the packets to come.
 */
final class MqttConnection implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);
    /** Packets that are handled in a row before other connections of the event loop have their turn. */
    private static final int TURN = 64;

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Transport transport;
    private final Connections shared;
    private final Executor loop;
    private final Vigil vigil;
    private final Deque<MqttMessage> inbox = new ArrayDeque<>(1);
    private final String correlationId = Correlation.newId();
    private State state = State.NEW;
    private boolean gone;
    private boolean paused;
    private boolean working;
    private boolean leaving;
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
        this.loop = task -> transport.context().runOnContext(ignored -> transport.together(task));
        this.vigil = new Vigil(shared.vertx(), transport, this::end);
    }

    /** The transport is ready. */
    void opened() {
        if (!shared.opened(this)) {
            leave("connections");
            finish();
            return;
        }
        vigil.awaitConnect(shared.settings().limits().connectTimeout());
    }

    /** A packet has come. */
    void received(MqttMessage message) {
        vigil.heard();
        if (state == State.OVER || state == State.CLOSED) {
            ReferenceCountUtil.release(message);
        } else {
            inbox.add(message);
            if (!paused) {
                work();
            }
        }
    }

    /** The transport is closed; no packet comes but those that wait there. */
    void closed() {
        gone = true;
        vigil.gone();
        work();
    }

    private void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            for (int i = 0; i < TURN && !mustWait(); i++) {
                MqttMessage message = inbox.poll();
                if (message != null) {
                    handle(message);
                } else if (paused) {
                    readOn();
                } else {
                    break;
                }
            }
        } finally {
            working = false;
        }
        if (leaving && isAnswered()) {
            end(End.SHUTTING_DOWN);
        } else if (mustWait()) {
            rest();
        } else if (!inbox.isEmpty() || paused) {
            stopReading();
            loop.execute(this::work);
        } else if (gone || state == State.OVER) {
            finish();
        }
    }

    private boolean mustWait() {
        return switch (state) {
            case NEW, OVER, CLOSED -> false;
            case AUTHENTICATING -> true;
            case OPEN -> leaving || conversation != null && (!conversation.session.hasRoom() || isStuffed());
        };
    }

    private boolean isAnswered() {
        return conversation == null || conversation.session.inWork() == 0;
    }

    private boolean isStuffed() {
        return !gone && !transport.writable();
    }

    /** Stops reading until the reason is gone, which {@link #relieved}, {@link #drained} or the verdict tell. */
    private void rest() {
        stopReading();
        watchReader();
        if (conversation != null && !conversation.session.hasRoom()) {
            conversation.session.awaitRoom();
        }
    }

    private void stopReading() {
        if (!paused) {
            paused = true;
            vigil.resting();
            transport.pause();
        }
    }

    private void readOn() {
        paused = false;
        vigil.reading();
        transport.resume();
    }

    /** A client that reads nothing although there is something to read has only so long to go on. */
    private void watchReader() {
        if (state == State.OPEN && isStuffed()) {
            vigil.stalled(shared.settings().limits().slowReaderTimeout());
        }
    }

    /** The client has read enough for more to be written. */
    void drained() {
        loop.execute(() -> {
            vigil.moving();
            if (conversation != null) {
                conversation.outbox.flush();
            }
            watchReader();
            work();
        });
    }

    private void handle(MqttMessage message) {
        try {
            if (state == State.NEW) {
                first(message);
            } else if (message.decoderResult().isFailure()) {
                undecodable(message.decoderResult().cause());
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
        end(cause instanceof TooLongFrameException ? End.TOO_LARGE : End.MALFORMED);
    }

    private void first(MqttMessage message) {
        switch (Entrance.of(message, shared, transport.address())) {
            case Entrance.Open(Opening.Client client) -> authenticate(client);
            case Entrance.Refused(MqttConnectReturnCode code, String reason) -> refuse(code, reason);
            case Entrance.Closed(String reason) -> leave(reason);
        }
    }

    private void authenticate(Opening.Client client) {
        state = State.AUTHENTICATING;
        Correlation.run(correlationId, () -> shared.authentication()
                .check(
                        client,
                        transport.certificate(),
                        shared.settings().passwordRequired(transport.kind()),
                        shared.settings().certificateRequired(transport.kind()),
                        outcome -> loop.execute(() -> authenticated(client, outcome))));
    }

    private void authenticated(Opening.Client client, Authentication.Outcome outcome) {
        if (state != State.AUTHENTICATING) {
            return;
        }
        switch (outcome) {
            case Authentication.Outcome.Welcome(List<String> ids) -> welcome(client, ids);
            case Authentication.Outcome.Refused(MqttConnectReturnCode code) -> {
                shared.addresses().failed(transport.address());
                refuse(code, "authentication");
            }
            case Authentication.Outcome.Unknown(MqttConnectReturnCode code) -> refuse(code, "unavailable");
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
        Outbox outbox =
                new Outbox(transport, client, shared.settings().limits().maxQueued(), shared.backlog(), shared::sent);
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
        if (conversation != null && conversation.five && !gone && transport.writable()) {
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
        if (conversation != null) {
            conversation.outbox.clear();
        }
        close();
    }

    /** Lets the client read the rest, if it reads, but not for ever. */
    private void close() {
        if (isStuffed()) {
            transport.abort();
            return;
        }
        transport.close();
        if (!gone) {
            vigil.farewell(FAREWELL);
        }
    }

    private void finish() {
        if (state == State.CLOSED) {
            return;
        }
        if (state != State.OVER) {
            over();
        }
        state = State.CLOSED;
        shared.closed(this, clientId);
        if (conversation != null) {
            Session session = conversation.session;
            conversation.outbox.clear();
            Correlation.run(correlationId, session::end);
        }
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
            watchReader();
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
        if (refusal.kind() != Kind.UNAVAILABLE && !shared.addresses().failed(transport.address())) {
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

    /** The client has to show anew who it is; any thread. */
    void reconsidered() {
        loop.execute(() -> end(End.RECONSIDERED));
    }

    /** Another connection has the client ID now; any thread. */
    void takenOver() {
        loop.execute(() -> end(End.TAKEN_OVER));
    }

    /** The program stops: what was taken in is still answered, then the client is told to go; any thread. */
    void shutDown() {
        loop.execute(() -> {
            leaving = true;
            work();
        });
    }
}
