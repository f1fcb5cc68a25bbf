package io.muster.platform.nats;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that leave together.
 *
 * <p>Why: a thread of the client library writes to the connection whatever it finds in its queue. It wakes up for the
 * first message at once, so answers that are handed over one by one, each after some microseconds of work, are written one
 * by one: a system call and a packet each, which costs this process and the NATS server more than the work itself. Answers
 * that are handed over together are written together.
 *
 * <p>Nobody waits for company: whoever adds sends as soon as there is nothing more to do at once, see
 * {@link Bus#subscribe(String, String, java.util.function.Consumer, Runnable)}, and a full burst leaves by itself.
 */
final class Burst {

    private static final Logger LOG = LoggerFactory.getLogger(Burst.class);
    private static final int FULL = 64;

    private final Bus bus;
    private final List<Answer> answers = new ArrayList<>(FULL);

    Burst(Bus bus) {
        this.bus = bus;
    }

    private record Answer(String subject, byte[] payload) {}

    /** Sends it with others, soon. */
    synchronized void add(String subject, byte[] payload) {
        answers.add(new Answer(subject, payload));
        if (answers.size() == FULL) {
            send();
        }
    }

    /** Sends what was added. One that cannot be sent does not hold up the others. */
    synchronized void send() {
        for (Answer answer : answers) {
            try {
                bus.publish(answer.subject(), answer.payload());
            } catch (RuntimeException failure) {
                LOG.error("An answer could not be sent", failure);
            }
        }
        answers.clear();
    }
}
