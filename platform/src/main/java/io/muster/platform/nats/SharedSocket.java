package io.muster.platform.nats;

import io.nats.client.Options;
import io.nats.client.impl.SocketDataPortWithWriteTimeout;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The socket of a connection, to which the client library is not the only one to write, see {@link Shortcut}. Each call
 * of the library writes whole messages of the NATS protocol, as those of others do, so that nothing comes into the middle
 * of one.
 *
 * <p>Public for the client library, which makes one at each attempt to connect.
 */
public final class SharedSocket extends SocketDataPortWithWriteTimeout {

    private final ReentrantLock turn = new ReentrantLock();

    public SharedSocket() {}

    @Override
    public void afterConstruct(Options options) {
        super.afterConstruct(options);
        if (options.getConnectionListener() instanceof Shortcut shortcut) {
            shortcut.lead(this);
        }
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        turn.lock();
        try {
            super.write(bytes, length);
        } finally {
            turn.unlock();
        }
    }
}
