package io.muster.platform.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A way to the server beside the queue of the client library: for much that is ready at the same moment.
 *
 * <p>Why: a thread of the library writes what it finds in its queue. It wakes up for the first message, and where all
 * processors are busy it takes the place of the very thread that is about to add the second one: two changes of threads, a
 * system call and a packet for each message, which costs this process and the NATS server more than all other work on it
 * together. What is written here needs one system call and wakes up nobody.
 */
final class Shortcut implements ConnectionListener {

    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

    private volatile @Nullable SharedSocket latest;

    /** From now on this is the socket; the server does not know yet who is there. */
    void lead(SharedSocket socket) {
        latest = socket;
    }

    /**
     * Writes whole messages of the NATS protocol.
     *
     * @return false where they have to go the usual way: there is no connection at the moment, or it broke
     */
    boolean write(Connection connection, byte[] messages, int length) {
        // The socket before the status: one that is not greeted yet has replaced another one after the status changed.
        SharedSocket socket = latest;
        if (socket == null || connection.getStatus() != Connection.Status.CONNECTED) {
            return false;
        }
        try {
            socket.write(messages, length);
            return true;
        } catch (IOException broken) {
            LOG.debug("NATS went away while it was answered", broken);
            return false;
        }
    }

    @Override
    public void connectionEvent(Connection connection, Events event) {
        LOG.debug("NATS {}", event);
    }
}
