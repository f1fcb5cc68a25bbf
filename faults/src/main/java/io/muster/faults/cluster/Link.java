package io.muster.faults.cluster;

import io.muster.acceptance.program.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP connection point between a replica and a server, which can be cut (connections break, new ones are closed at
 * once) or stalled (nothing comes through, nobody is told), as networks do.
 */
public final class Link implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private State state = State.OPEN;

    private enum State {
        OPEN,
        CUT,
        STALLED
    }

    private Link(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** A link to a port of 127.0.0.1, with a free port of its own. */
    public static Link to(int target) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
            Link link = new Link(listening, target);
            Thread.ofPlatform().daemon().name("link-to-" + target).start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where to connect instead of the server. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Breaks all connections and every new one. */
    public void cut() {
        enter(State.CUT);
        open.forEach(this::drop);
    }

    /** Lets nothing through any more, without a word. */
    public void stall() {
        enter(State.STALLED);
    }

    /** Lets everything through again, also what waited. */
    public void mend() {
        enter(State.OPEN);
    }

    private void enter(State next) {
        lock.lock();
        try {
            state = next;
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while stalled; whether bytes may pass. */
    private boolean passable() {
        lock.lock();
        try {
            while (state == State.STALLED) {
                flowing.awaitUninterruptibly();
            }
            return state == State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        if (!passable()) {
            drop(client);
            return;
        }
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(client, server));
            Thread.ofVirtual().start(() -> pump(server, client));
        } catch (IOException unreachable) {
            drop(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int length = in.read(chunk);
            while (length >= 0 && passable()) {
                out.write(chunk, 0, length);
                length = in.read(chunk);
            }
        } catch (IOException broken) {
            // The other direction ends as well, below.
            drop(to);
        }
        drop(from);
        drop(to);
    }

    private void drop(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
