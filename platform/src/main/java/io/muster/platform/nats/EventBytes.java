package io.muster.platform.nats;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Events as messages of the NATS protocol, one behind the other. Used by one thread. */
final class EventBytes {

    /** Header by which JetStream recognises a message. */
    static final String MESSAGE_ID = "Nats-Msg-Id";

    /** Header that names the stream which has to take the message. */
    static final String STREAM = "Nats-Expected-Stream";

    private static final byte[] BEFORE_ID = ("NATS/1.0\r\n" + STREAM + ": " + EventStream.NAME + "\r\n" + MESSAGE_ID
                    + ": ")
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND_ID = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = {'\r', '\n'};

    private final Bytes bytes;

    /** @param room bytes that are expected */
    EventBytes(int room) {
        bytes = new Bytes(room);
    }

    /** Its array is lent, not copied. */
    private static final class Bytes extends ByteArrayOutputStream {

        Bytes(int room) {
            super(room);
        }

        byte[] array() {
            return buf;
        }
    }

    /** Whether subject and message ID are what can stand in a command and a header as they are. */
    static boolean plain(Event event) {
        return plain(event.subject()) && plain(event.messageId());
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Adds an event to which JetStream answers under the subject {@code answers}. */
    void add(Event event, String answers) {
        int headers = BEFORE_ID.length + event.messageId().length() + BEHIND_ID.length;
        text("HPUB " + event.subject() + ' ' + answers + ' ' + headers + ' ' + (headers + event.payload().length));
        bytes.writeBytes(END);
        bytes.writeBytes(BEFORE_ID);
        text(event.messageId());
        bytes.writeBytes(BEHIND_ID);
        bytes.writeBytes(event.payload());
        bytes.writeBytes(END);
    }

    private void text(String ascii) {
        bytes.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** How many of the bytes of {@link #array} count. */
    int size() {
        return bytes.size();
    }

    byte[] array() {
        return bytes.array();
    }

    void clear() {
        bytes.reset();
    }
}
