package io.muster.platform.nats;

import io.muster.platform.work.Waiting;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStream;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to NATS (3/ISM): publishing, subscribing, requests.
 *
 * <p>It reconnects for ever, with jitter, so that a restarted NATS does not meet all replicas at the same moment.
 * Subscriptions survive a reconnect. Messages published while the connection is away are kept up to a bounded buffer;
 * what must not be lost goes through JetStream, whose acknowledgement the change feed waits for.
 */
public final class Bus implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Connection connection;
    private final Shortcut shortcut;
    private final FeedConnection feed;
    private final Throttle complaint = new Throttle();

    private Bus(Connection connection, Shortcut shortcut, FeedConnection feed) {
        this.connection = connection;
        this.shortcut = shortcut;
        this.feed = feed;
    }

    /**
     * Connects.
     *
     * @param name shown by the NATS server's own tools
     * @throws IOException when no server answers
     */
    public static Bus connect(NatsSettings settings, String name) throws IOException, InterruptedException {
        Shortcut shortcut = new Shortcut();
        Options.Builder options = new Options.Builder()
                .servers(settings.urls().toArray(String[]::new))
                .connectionName(name)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .reconnectJitter(Duration.ofMillis(400))
                .reconnectJitterTls(Duration.ofMillis(400))
                .connectionTimeout(Duration.ofSeconds(5))
                .pingInterval(Duration.ofSeconds(5))
                .maxPingsOut(2)
                .requestCleanupInterval(Duration.ofSeconds(1))
                .discardMessagesWhenOutgoingQueueFull()
                .maxMessagesInOutgoingQueue(100_000)
                .connectionListener(shortcut)
                .dataPortType(SharedSocket.class.getName())
                .errorListener(new QuietErrors());
        switch (settings.login()) {
            case NatsSettings.Login.None none -> {}
            case NatsSettings.Login.User user -> options.userInfo(user.name(), user.password());
            case NatsSettings.Login.Token token -> options.token(token.value().toCharArray());
            case NatsSettings.Login.Credentials credentials ->
                options.authHandler(Nats.staticCredentials(credentials.content().getBytes(StandardCharsets.UTF_8)));
        }
        if (settings.tls().isPresent()) {
            options.sslContext(NatsTls.context(settings.tls().get()));
        }
        Connection connection = Nats.connect(options.build());
        return new Bus(
                connection,
                shortcut,
                new FeedConnection(options.noReconnect()
                        .connectionName(name + "-feed")
                        .connectionListener((c, event) -> LOG.debug("NATS, feed: {}", event))
                        .dataPortType(Options.DEFAULT_DATA_PORT_TYPE)
                        .build()));
    }

    /** Publishes without waiting; at most once, as 3/ISM has it. */
    public void publish(String subject, byte[] payload) {
        connection.publish(subject, payload);
    }

    /** Publishes with a subject for the answer. */
    public void publish(String subject, String replyTo, byte[] payload) {
        connection.publish(subject, replyTo, payload);
    }

    /**
     * Writes whole messages of the NATS protocol on this thread, past all that waits to be published.
     *
     * @return false when they have to be published instead
     */
    boolean write(byte[] messages, int length) {
        return shortcut.write(connection, messages, length);
    }

    /**
     * Sends a request and hands out the answer that arrives first.
     *
     * @return completes exceptionally with {@link java.util.concurrent.CancellationException} after the timeout
     */
    public CompletableFuture<Message> request(String subject, byte[] payload, Duration timeout) {
        return connection.requestWithTimeout(subject, payload, timeout);
    }

    /**
     * Delivers every message of {@code subject} to this replica, one after the other, on a thread of its own. Notices of
     * the NATS server that nobody is there are logged, not delivered.
     */
    public Subscription subscribe(String subject, Consumer<Message> handler) {
        Dispatcher dispatcher = dispatcher(handler, () -> {});
        dispatcher.subscribe(subject);
        return new Subscription(dispatcher);
    }

    /** Like {@link #subscribe}, but replicas of {@code queueGroup} share the messages. */
    public Subscription subscribe(String subject, String queueGroup, Consumer<Message> handler) {
        return subscribe(subject, queueGroup, handler, () -> {});
    }

    /**
     * Like {@link #subscribe(String, String, Consumer)}.
     *
     * @param quiet runs after each message behind which no other one waits, on the same thread
     */
    Subscription subscribe(String subject, String queueGroup, Consumer<Message> handler, Runnable quiet) {
        Dispatcher dispatcher = dispatcher(handler, quiet);
        dispatcher.subscribe(subject, queueGroup);
        return new Subscription(dispatcher);
    }

    private Dispatcher dispatcher(Consumer<Message> handler, Runnable quiet) {
        return connection.createDispatcher(message -> {
            try {
                if (message.isStatusMessage()) {
                    nobody(message);
                } else {
                    handler.accept(message);
                }
            } catch (RuntimeException bug) {
                LOG.error("A message on {} could not be handled", message.getSubject(), bug);
            } finally {
                // The client library counts a message after it has queued it, so this may be too low, even below zero,
                // but says that there is more only where there is.
                if (message.getSubscription().getDispatcher().getPendingMessageCount() <= 0) {
                    quiet.run();
                }
            }
        });
    }

    /** NATS itself answers when nobody takes a message that has a subject for the answer; it does not say which one. */
    private void nobody(Message notice) {
        complaint.run(() -> LOG.warn(
                "NATS says: {}; nobody takes what is to be answered on {}",
                notice.getStatus().getMessageWithCode(),
                notice.getSubject()));
    }

    /** Waits until the server has seen everything published so far. */
    public void flush(Duration timeout) throws IOException {
        try {
            connection.flush(timeout);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IOException("NATS does not answer within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for NATS", e);
        }
    }

    /** JetStream of this connection. */
    public JetStream jetStream() throws IOException {
        return connection.jetStream();
    }

    /** The connection for what has to arrive in order. */
    FeedConnection feed() {
        return feed;
    }

    /** The client library's connection, for what is not offered here. */
    public Connection connection() {
        return connection;
    }

    /** Whether the server is connected right now. */
    public boolean connected() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    /** How often the connection was lost and made again; grows before anything is delivered over the new one. */
    public long reconnects() {
        return connection.getStatistics().getReconnects();
    }

    /** Largest payload the server takes, in bytes. */
    public long maxPayload() {
        return connection.getMaxPayload();
    }

    /** Sends what is buffered, stops the subscriptions and closes. */
    @Override
    public void close() {
        feed.close();
        try {
            Waiting.atMost(DRAIN.multipliedBy(2), connection.drain(DRAIN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception unreachable) {
            LOG.debug("NATS went away before it was drained", unreachable);
        }
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A running subscription. */
    public final class Subscription implements AutoCloseable {
        private final Dispatcher dispatcher;

        private Subscription(Dispatcher dispatcher) {
            this.dispatcher = dispatcher;
            // Bounded: what a handler cannot take in is dropped by the client library, counted and logged.
            dispatcher.setPendingLimits(100_000, 64L << 20);
        }

        /** How many messages were dropped because they came faster than they were handled. */
        public long dropped() {
            return dispatcher.getDroppedCount();
        }

        /** Takes no more messages; those received are still handled, unless NATS is away: it cannot tell which is the last. */
        @Override
        public void close() {
            if (!connected()) {
                connection.closeDispatcher(dispatcher);
                return;
            }
            try {
                Waiting.atMost(DRAIN.multipliedBy(2), dispatcher.drain(DRAIN));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception closing) {
                LOG.debug("Subscription closed before it was drained", closing);
            }
        }
    }
}
