package io.muster.platform.nats;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for what has to arrive in order: when it breaks it is never resumed, but a new one is opened.
 *
 * <p>A connection that resumes keeps what was not written yet and sends it after the break, while what was on its way is
 * lost. The end of a batch would be stored before its beginning, which is only known to be missing later. Of a connection
 * that ends with the break the server has the beginning of the batch at most, and repeating the batch continues in order.
 */
final class FeedConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeedConnection.class);

    private final Options options;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection open;
    private boolean closed;

    /** @param options of a connection that does not resume */
    FeedConnection(Options options) {
        this.options = options;
    }

    /**
     * The connection as long as it is whole, else a new one.
     *
     * @throws IOException when no server answers
     */
    Connection current() throws IOException {
        lock.lock();
        try {
            Connection present = open;
            if (present != null && present.getStatus() == Connection.Status.CONNECTED) {
                return present;
            }
            if (closed) {
                throw new IOException("The connection to NATS is closed");
            }
            end(present);
            Connection next = Nats.connect(options);
            open = next;
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while connecting to NATS", e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a server is there, and answers within {@code patience}. */
    boolean answers(Duration patience) {
        try {
            Connection connection = current();
            try {
                connection.flush(patience);
                return true;
            } catch (TimeoutException | IllegalStateException silent) {
                LOG.debug("NATS does not answer: {}", silent.getMessage());
                abandon(connection);
            }
        } catch (IOException unreachable) {
            LOG.debug("NATS is not reachable: {}", unreachable.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Ends a connection on which something was not confirmed: nothing that still waits in it may follow. */
    void abandon(Connection broken) {
        lock.lock();
        try {
            if (open == broken) {
                open = null;
            }
        } finally {
            lock.unlock();
        }
        end(broken);
    }

    private static void end(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.debug("Interrupted while a connection to NATS was closed", e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            end(open);
            open = null;
        } finally {
            lock.unlock();
        }
    }
}
