package io.muster.acceptance.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** MQTT 3.1.1 packets written by hand, for what no well-behaved client does. */
public final class RawMqtt {
    static final int CONNECT = 0x10;
    static final int CONNACK = 0x20;
    static final int PUBLISH = 0x30;
    static final int SUBSCRIBE = 0x82;
    static final int SUBACK = 0x90;
    static final int PINGREQ = 0xC0;
    static final int PINGRESP = 0xD0;
    static final int DISCONNECT = 0xE0;
    private static final int PROTOCOL_LEVEL = 4;
    private static final int CLEAN_SESSION = 0x02;
    private static final int KEEP_ALIVE_SECONDS = 60;

    private RawMqtt() {}

    /** Connects, publishes at QoS 0 and disconnects in one write, and never reads a byte. */
    public static void publishInOneBurst(int port, String topic, String payload) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            ByteArrayOutputStream burst = new ByteArrayOutputStream();
            burst.write(connect("burst-" + System.nanoTime(), KEEP_ALIVE_SECONDS));
            burst.write(publish(topic, payload));
            burst.write(packet(DISCONNECT, new byte[0]));
            out.write(burst.toByteArray());
            out.flush();
        }
    }

    static byte[] connect(String clientId, int keepAlive) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(text("MQTT"));
        body.write(PROTOCOL_LEVEL);
        body.write(CLEAN_SESSION);
        body.write(keepAlive >> 8);
        body.write(keepAlive & 0xFF);
        body.writeBytes(text(clientId));
        return packet(CONNECT, body.toByteArray());
    }

    static byte[] publish(String topic, String payload) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(text(topic));
        body.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
        return packet(PUBLISH, body.toByteArray());
    }

    static byte[] packet(int type, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type);
        int rest = body.length;
        do {
            int seven = rest & 0x7F;
            rest >>= 7;
            packet.write(rest > 0 ? seven | 0x80 : seven);
        } while (rest > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(utf8.length >> 8);
        out.write(utf8.length & 0xFF);
        out.writeBytes(utf8);
        return out.toByteArray();
    }
}
