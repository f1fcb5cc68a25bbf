package io.muster.benchmark.client;

import io.muster.platform.nats.Bus;
import io.nats.client.Message;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Requests over NATS with one subscription for all answers: as little work in the client as can be. */
public final class RequestReply implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 10;

    private final Bus bus;
    private final String inbox;
    private final Bus.Subscription answers;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor();

    private record Waiting(CompletableFuture<byte[]> answer, long since) {}

    /** Answers come to subjects below {@code inbox}, which is nobody else's. */
    public RequestReply(Bus bus, String inbox) {
        this.bus = bus;
        this.inbox = inbox + ".";
        this.answers = bus.subscribe(this.inbox + "*", this::receive);
        var ignored = sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /** Asks; fails if there is no answer within ten seconds. */
    public CompletableFuture<byte[]> ask(String subject, byte[] payload) {
        String number = Long.toString(numbers.getAndIncrement());
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.put(number, new Waiting(answer, System.nanoTime()));
        bus.publish(subject, inbox + number, payload);
        return answer;
    }

    private void receive(Message message) {
        Waiting asked = waiting.remove(message.getSubject().substring(inbox.length()));
        if (asked != null) {
            asked.answer.complete(message.getData());
        }
    }

    private void sweep() {
        long oldest = System.nanoTime() - TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        waiting.forEach((number, asked) -> {
            if (asked.since < oldest && waiting.remove(number, asked)) {
                asked.answer.completeExceptionally(new TimeoutException("no answer over NATS"));
            }
        });
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        answers.close();
    }
}
