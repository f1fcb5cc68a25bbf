package io.muster.kpc.mqtt;

import io.muster.kpc.session.Delivery;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The messages to one client. What it does not read or acknowledge waits here, bounded: messages keep their order, so
 * one that must wait holds those behind it. Nothing is sent twice, since sessions end with their connection: of a message
 * that is sent only the packet ID is kept, and as many may be unacknowledged as the client takes.
 */
final class Outbox {
    private static final int MAX_PACKET_ID = 65_535;
    private static final long MAX_WAITING_BYTES = 4L << 20;

    private final Transport transport;
    private final boolean five;
    private final int window;
    private final int maxWaiting;
    private final long maxPacketSize;
    private final Backlog backlog;
    private final Consumer<String> count;
    private final Deque<Delivery> waiting = new ArrayDeque<>(1);
    private final BitSet unacknowledged = new BitSet(0);
    private final BitSet exactlyOnce = new BitSet(0);
    private int unacknowledgedCount;
    private long waitingBytes;
    private int lastPacketId;

    /**
     * @param maxWaiting messages
     * @param backlog of all connections
     * @param count told what becomes of each message
     */
    Outbox(Transport transport, Opening.Client client, int maxWaiting, Backlog backlog, Consumer<String> count) {
        this.transport = transport;
        this.five = client.five();
        this.window = client.receiveMaximum();
        this.maxWaiting = maxWaiting;
        this.backlog = backlog;
        this.maxPacketSize = client.maxPacketSize();
        this.count = count;
    }

    /** Sends the message now or later, or drops it if the client takes none so large; false if too much waits already. */
    boolean add(Delivery delivery) {
        if (Packets.length(delivery, five) > maxPacketSize) {
            count.accept("too-large");
            return true;
        }
        if (waiting.isEmpty() && sendable(delivery)) {
            send(delivery);
            return true;
        }
        long size = Packets.size(delivery);
        if (waiting.size() >= maxWaiting || waitingBytes > MAX_WAITING_BYTES || !backlog.take(size)) {
            count.accept("no-room");
            return false;
        }
        waiting.add(delivery);
        waitingBytes += size;
        return true;
    }

    /** Sends what can be sent by now. */
    void flush() {
        while (!waiting.isEmpty() && sendable(waiting.element())) {
            Delivery delivery = waiting.remove();
            forget(Packets.size(delivery));
            send(delivery);
        }
    }

    /** The connection is over: what waits will never be sent. */
    void clear() {
        waiting.forEach(delivery -> count.accept("client-gone"));
        waiting.clear();
        forget(waitingBytes);
    }

    private void forget(long bytes) {
        waitingBytes -= bytes;
        backlog.give(bytes);
    }

    private boolean sendable(Delivery delivery) {
        return transport.writable() && (delivery.qos() == 0 || unacknowledgedCount < window);
    }

    private void send(Delivery delivery) {
        int packetId = 0;
        if (delivery.qos() > 0) {
            packetId = nextPacketId();
            unacknowledged.set(packetId);
            exactlyOnce.set(packetId, delivery.qos() == 2);
            unacknowledgedCount++;
        }
        transport.write(Packets.publish(delivery, packetId, five));
        count.accept("sent");
    }

    private int nextPacketId() {
        lastPacketId = unacknowledged.nextClearBit(lastPacketId % MAX_PACKET_ID + 1);
        if (lastPacketId > MAX_PACKET_ID) {
            lastPacketId = unacknowledged.nextClearBit(1);
        }
        return lastPacketId;
    }

    private void done(int packetId) {
        if (unacknowledged.get(packetId)) {
            unacknowledged.clear(packetId);
            unacknowledgedCount--;
            flush();
        }
    }

    /** PUBACK: a message of QoS 1 has arrived. */
    void acknowledged(int packetId) {
        if (!exactlyOnce.get(packetId)) {
            done(packetId);
        }
    }

    /** PUBREC: a message of QoS 2 has arrived, or is refused. */
    void received(int packetId, boolean refused) {
        if (refused) {
            done(packetId);
            return;
        }
        byte reason = (byte) (unacknowledged.get(packetId) ? 0 : Inbound.PACKET_ID_NOT_FOUND);
        transport.write(Packets.reply(MqttMessageType.PUBREL, packetId, reason, five));
    }

    /** PUBCOMP: a message of QoS 2 is done with. */
    void completed(int packetId) {
        done(packetId);
    }
}
