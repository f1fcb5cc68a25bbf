package io.muster.benchmark.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A device on MQTT 3.1.1 with QoS 0, without any client library: thousands of them fit into this process beside the
 * measuring. It never subscribes, since answers of 1/KP come anyway.
 */
public final class MqttSession {

    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final byte[] PROTOCOL = {0, 4, 'M', 'Q', 'T', 'T', 4, 2};
    private static final int KEEP_ALIVE_SECONDS = 1_200;
    private static final String STATUS = "/status";

    private final NetSocket socket;
    private final Promise<Void> accepted = Promise.promise();
    private final Promise<Void> closed = Promise.promise();
    private final Map<String, Promise<Buffer>> waiting = new ConcurrentHashMap<>();
    private Buffer received = Buffer.buffer();

    private MqttSession(NetSocket socket) {
        this.socket = socket;
    }

    /** A client for any number of sessions. */
    public static NetClient sockets(Vertx vertx) {
        return vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setReconnectAttempts(0));
    }

    /** Connects to a port of 127.0.0.1; fails if the server refuses. */
    public static Future<MqttSession> connect(NetClient client, int port, String clientId) {
        return client.connect(port, "127.0.0.1").compose(socket -> {
            MqttSession session = new MqttSession(socket);
            socket.handler(session::receive).closeHandler(gone -> session.close());
            socket.write(connectPacket(clientId));
            return session.accepted.future().map(session);
        });
    }

    /** Completes when the connection is closed, by whomever. */
    public Future<Void> closed() {
        return closed.future();
    }

    /** Publishes and awaits the answer, which comes on the topic with {@code /status} behind it. */
    public Future<Buffer> ask(String topic, Buffer payload) {
        Promise<Buffer> answer = Promise.promise();
        waiting.put(topic, answer);
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        Buffer packet = Buffer.buffer().appendByte((byte) (PUBLISH << 4));
        appendLength(packet, 2 + name.length + payload.length());
        packet.appendUnsignedShort(name.length).appendBytes(name).appendBuffer(payload);
        return socket.write(packet).compose(written -> answer.future());
    }

    /** Closes the connection without a word. */
    public Future<Void> end() {
        return socket.close();
    }

    private static Buffer connectPacket(String clientId) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        Buffer packet = Buffer.buffer().appendByte((byte) 0x10);
        appendLength(packet, PROTOCOL.length + 4 + id.length);
        return packet.appendBytes(PROTOCOL)
                .appendUnsignedShort(KEEP_ALIVE_SECONDS)
                .appendUnsignedShort(id.length)
                .appendBytes(id);
    }

    private static void appendLength(Buffer packet, int length) {
        int left = length;
        do {
            int digit = left & 0x7f;
            left >>>= 7;
            packet.appendByte((byte) (left == 0 ? digit : digit | 0x80));
        } while (left > 0);
    }

    private void receive(Buffer bytes) {
        received = received.length() == 0 ? bytes : received.appendBuffer(bytes);
        int at = 0;
        while (true) {
            int length = 0;
            int position = at + 1;
            boolean whole = false;
            for (int shift = 0; position < received.length() && !whole; shift += 7) {
                byte digit = received.getByte(position++);
                length |= (digit & 0x7f) << shift;
                whole = digit >= 0;
            }
            if (!whole || received.length() < position + length) {
                received = at == received.length() ? Buffer.buffer() : received.getBuffer(at, received.length());
                return;
            }
            packet(received.getByte(at) >> 4 & 0xf, received.slice(position, position + length));
            at = position + length;
        }
    }

    private void packet(int type, Buffer body) {
        if (type == CONNACK) {
            if (body.getByte(1) == 0) {
                accepted.complete();
            } else {
                accepted.fail("CONNECT was refused with " + body.getByte(1));
            }
        } else if (type == PUBLISH) {
            int end = 2 + body.getUnsignedShort(0);
            answered(body.getString(2, end), body.getBuffer(end, body.length()));
        }
    }

    private void answered(String topic, Buffer payload) {
        boolean good = topic.endsWith(STATUS);
        String asked = good ? topic.substring(0, topic.length() - STATUS.length()) : topic.replaceFirst("/error$", "");
        Promise<Buffer> answer = waiting.remove(asked);
        if (answer != null && good) {
            answer.complete(payload);
        } else if (answer != null) {
            answer.fail("error " + payload);
        }
    }

    private void close() {
        accepted.tryFail("the connection was closed");
        closed.tryComplete();
        waiting.values().forEach(answer -> answer.tryFail("the connection was closed"));
    }
}
