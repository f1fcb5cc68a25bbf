package io.muster.acceptance.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A microcontroller with a small MQTT 3.1.1 library: one buffer that larger packets do not fit in, QoS 0 only, a short
 * keep-alive, and no thread but the loop of its program, which reads one packet after the other.
 */
public final class TinyDevice implements AutoCloseable {
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int ACCEPTED = 0;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int bufferSize;
    private int dropped;

    private TinyDevice(Socket socket, int bufferSize) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.bufferSize = bufferSize;
    }

    /** Connects and reads CONNACK, as the library does before it returns. */
    public static TinyDevice connect(int port, String clientId, int bufferSize) {
        try {
            Socket socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            TinyDevice device = new TinyDevice(socket, bufferSize);
            device.out.write(RawMqtt.connect(clientId, KEEP_ALIVE_SECONDS));
            byte[] answer = device.expect(RawMqtt.CONNACK);
            if (answer[1] != ACCEPTED) {
                throw new AssertionError("CONNACK has code " + answer[1]);
            }
            return device;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message that fitted into the buffer. */
    public record Heard(String topic, String payload) {}

    /** Subscribes to one filter; what SUBACK grants. The library would not even wait for it. */
    public int subscribe(String filter) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0, 1});
        body.writeBytes(RawMqtt.text(filter));
        body.write(0);
        write(RawMqtt.packet(RawMqtt.SUBSCRIBE, body.toByteArray()));
        return expect(RawMqtt.SUBACK)[2];
    }

    /** Publishes. */
    public void publish(String topic, String payload) {
        write(RawMqtt.publish(topic, payload));
    }

    /** Asks whether somebody is there, and waits for the answer. */
    public void ping() {
        write(RawMqtt.packet(RawMqtt.PINGREQ, new byte[0]));
        expect(RawMqtt.PINGRESP);
    }

    /** The next message that fits into the buffer. */
    public Heard hear() {
        byte[] body = expect(RawMqtt.PUBLISH);
        int length = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
        return new Heard(
                new String(body, 2, length, StandardCharsets.UTF_8),
                new String(body, 2 + length, body.length - 2 - length, StandardCharsets.UTF_8));
    }

    /** How many packets did not fit into the buffer. */
    public int dropped() {
        return dropped;
    }

    private byte[] expect(int type) {
        try {
            while (true) {
                int header = in.readUnsignedByte();
                byte[] body = in.readNBytes(remaining());
                if (body.length > bufferSize) {
                    dropped++;
                } else if (header == type) {
                    return body;
                } else {
                    throw new AssertionError("a packet came that it does not expect: " + Integer.toHexString(header));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no packet " + Integer.toHexString(type) + " came", e);
        }
    }

    private int remaining() throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int part = in.readUnsignedByte();
            length |= (part & 0x7F) << shift;
            if (part < 0x80) {
                return length;
            }
        }
    }

    private void write(byte[] packet) {
        try {
            out.write(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves with DISCONNECT, if anybody is there to hear it. */
    @Override
    public void close() {
        try (socket) {
            out.write(RawMqtt.packet(RawMqtt.DISCONNECT, new byte[0]));
        } catch (IOException endedByTheServer) {
            return;
        }
    }
}
