package io.muster.kpc.mqtt;

import io.muster.kpc.session.Delivery;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The messages to one client. What it does not read or acknowledge waits here, bounded: messages keep their order, so
 * one that must wait holds those behind it. Nothing is sent twice, since sessions end with their connection.
 */
final class Outbox {
    private static final int WINDOW = 64;
    private static final int MAX_PACKET_ID = 65_535;
    private static final long MAX_WAITING_BYTES = 4L << 20;

    private final Transport transport;
    private final boolean five;
    private final int window;
    private final int maxWaiting;
    private final long maxPacketSize;
    private final Consumer<String> count;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final Map<Integer, Integer> unacknowledged = new HashMap<>();
    private long waitingBytes;
    private int lastPacketId;

    /** @param count told what becomes of each message */
    Outbox(Transport transport, Opening.Client client, int maxWaiting, Consumer<String> count) {
        this.transport = transport;
        this.five = client.five();
        this.window = Math.min(WINDOW, client.receiveMaximum());
        this.maxWaiting = maxWaiting;
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
        if (waiting.size() >= maxWaiting || waitingBytes > MAX_WAITING_BYTES) {
            return false;
        }
        waiting.add(delivery);
        waitingBytes += Packets.size(delivery);
        return true;
    }

    /** Sends what can be sent by now. */
    void flush() {
        while (!waiting.isEmpty() && sendable(waiting.element())) {
            Delivery delivery = waiting.remove();
            waitingBytes -= Packets.size(delivery);
            send(delivery);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private boolean sendable(Delivery delivery) {
        return transport.writable() && (delivery.qos() == 0 || unacknowledged.size() < window);
    }

    private void send(Delivery delivery) {
        int packetId = 0;
        if (delivery.qos() > 0) {
            packetId = nextPacketId();
            unacknowledged.put(packetId, delivery.qos());
        }
        transport.write(Packets.publish(delivery, packetId, five));
        count.accept("sent");
    }

    private int nextPacketId() {
        do {
            lastPacketId = lastPacketId % MAX_PACKET_ID + 1;
        } while (unacknowledged.containsKey(lastPacketId));
        return lastPacketId;
    }

    /** PUBACK: a message of QoS 1 has arrived. */
    void acknowledged(int packetId) {
        unacknowledged.remove(packetId, 1);
        flush();
    }

    /** PUBREC: a message of QoS 2 has arrived, or is refused. */
    void received(int packetId, boolean refused) {
        if (refused) {
            unacknowledged.remove(packetId);
            flush();
            return;
        }
        byte reason = (byte) (unacknowledged.containsKey(packetId) ? 0 : Inbound.PACKET_ID_NOT_FOUND);
        transport.write(Packets.reply(MqttMessageType.PUBREL, packetId, reason, five));
    }

    /** PUBCOMP: a message of QoS 2 is done with. */
    void completed(int packetId) {
        unacknowledged.remove(packetId);
        flush();
    }
}
