package io.muster.platform.nats;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that leave together, on the thread that made them, see {@link Shortcut}.
 *
 * <p>Nobody waits for company: whoever adds sends as soon as there is nothing more to do at once, see
 * {@link Bus#subscribe(String, String, java.util.function.Consumer, Runnable)}, and a full burst leaves by itself.
 */
final class Burst {

    private static final Logger LOG = LoggerFactory.getLogger(Burst.class);
    private static final int FULL = 64;

    /** In bytes; what is larger goes the usual way. */
    private static final int LARGEST = 1 << 10;

    private static final int ROOM = 32 << 10;

    /** Of a command without subject and payload: its name, a length, spaces and ends of lines. */
    private static final int FRAME = 32;

    private static final byte[] PUBLISH = "PUB ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = {'\r', '\n'};

    private final Bus bus;
    private final List<Answer> answers = new ArrayList<>(FULL);
    private final byte[] commands = new byte[ROOM];
    private int used;

    Burst(Bus bus) {
        this.bus = bus;
    }

    /** An answer, and where its payload is among the commands. */
    private record Answer(String subject, int from, int to) {}

    /**
     * Sends it with others, soon.
     *
     * @param payload is copied from here, up to {@code length}
     */
    synchronized void add(String subject, byte[] payload, int length) {
        int size = FRAME + subject.length() + length;
        if (size > LARGEST || !plain(subject)) {
            publish(subject, Arrays.copyOf(payload, length));
            return;
        }
        if (used + size > ROOM) {
            send();
        }
        append(PUBLISH, PUBLISH.length);
        for (int i = 0; i < subject.length(); i++) {
            commands[used++] = (byte) subject.charAt(i);
        }
        commands[used++] = ' ';
        append(length);
        append(END, END.length);
        int from = used;
        append(payload, length);
        answers.add(new Answer(subject, from, used));
        append(END, END.length);
        if (answers.size() == FULL) {
            send();
        }
    }

    private static boolean plain(String subject) {
        for (int i = 0; i < subject.length(); i++) {
            if (subject.charAt(i) <= ' ' || subject.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private void append(byte[] bytes, int length) {
        System.arraycopy(bytes, 0, commands, used, length);
        used += length;
    }

    private void append(int number) {
        if (number > 9) {
            append(number / 10);
        }
        commands[used++] = (byte) ('0' + number % 10);
    }

    /** Sends what was added. One that cannot be sent does not hold up the others. */
    synchronized void send() {
        if (!answers.isEmpty() && !bus.write(commands, used)) {
            answers.forEach(
                    answer -> publish(answer.subject(), Arrays.copyOfRange(commands, answer.from(), answer.to())));
        }
        answers.clear();
        used = 0;
    }

    private void publish(String subject, byte[] payload) {
        try {
            bus.publish(subject, payload);
        } catch (RuntimeException failure) {
            LOG.error("An answer could not be sent", failure);
        }
    }
}
