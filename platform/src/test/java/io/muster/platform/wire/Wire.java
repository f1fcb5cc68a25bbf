package io.muster.platform.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A wire to a server that can break, as when a process dies, or go dead without closing, as when a network drops packets.
 */
public final class Wire implements AutoCloseable {

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean dead;

    public Wire(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it begins, on this machine. */
    public int port() {
        return listener.getLocalPort();
    }

    /** From now on bytes vanish; connections stay open. */
    public void cut() {
        dead = true;
    }

    /** Bytes of new connections go through again; what was cut stays silent. */
    public void mend() {
        dead = false;
    }

    /** Breaks what is connected, at whatever byte; new connections are fine. */
    public void breakAll() {
        open.forEach(Wire::end);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket(host, port);
                open.add(near);
                open.add(far);
                Thread.ofVirtual().start(() -> pump(near, far));
                Thread.ofVirtual().start(() -> pump(far, near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            boolean silent = false;
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                silent |= dead;
                if (!silent) {
                    out.write(bytes, 0, count);
                }
            }
        } catch (IOException closed) {
            // One side has gone, and so goes the other.
        } finally {
            open.remove(from);
        }
    }

    private static void end(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end(listener);
        breakAll();
    }
}
