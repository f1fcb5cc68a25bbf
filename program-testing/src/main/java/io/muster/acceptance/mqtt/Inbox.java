package io.muster.acceptance.mqtt;

import io.muster.acceptance.program.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What a client has received and nobody has taken yet, in order. */
public final class Inbox {
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    /** Something came. */
    void add(Message message) {
        messages.add(message);
    }

    /** What is there now. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** The first message on a topic, now or later; taken away. */
    public Message await(String topic) {
        return await(topic, message -> message.topic().equals(topic));
    }

    /** The first message that fits, now or later; taken away, so that the next one is another. */
    public Message await(String what, Predicate<Message> wanted) {
        return Await.value(
                Await.LONG, () -> taken(wanted), () -> "no message came: " + what + "; there are " + messages);
    }

    /** The first message that fits; empty if none comes within {@code patience}, or when it is {@code hopeless}. */
    public Optional<Message> within(Duration patience, Predicate<Message> wanted, BooleanSupplier hopeless) {
        Instant deadline = Instant.now().plus(patience);
        Await.until(
                patience.multipliedBy(2),
                () -> messages.stream().anyMatch(wanted)
                        || hopeless.getAsBoolean()
                        || Instant.now().isAfter(deadline),
                () -> "time stood still");
        return taken(wanted);
    }

    private Optional<Message> taken(Predicate<Message> wanted) {
        return messages.stream().filter(wanted).findFirst().filter(messages::remove);
    }
}
