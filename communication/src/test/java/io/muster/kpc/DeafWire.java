package io.muster.kpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A wire to a server whose way back can be held up (what is sent arrives, what is said is not heard yet), and be cut. */
final class DeafWire implements AutoCloseable {
    private final int target;
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Semaphore hearing = new Semaphore(1);
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    DeafWire(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void deafen() {
        hearing.acquireUninterruptibly();
    }

    void hear() {
        hearing.release();
    }

    /** Ends what passes, and lets nothing pass until {@link #mend}. */
    void cut() throws IOException {
        cut = true;
        hangUp();
    }

    void mend() {
        cut = false;
    }

    private void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                if (cut) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(near, far));
                Thread.ofVirtual().start(() -> pump(near, far, false));
                Thread.ofVirtual().start(() -> pump(far, near, true));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pump(Socket from, Socket to, boolean back) {
        byte[] bytes = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (back) {
                    hearing.acquireUninterruptibly();
                    hearing.release();
                }
                out.write(bytes, 0, count);
            }
        } catch (IOException closed) {
            // One end has gone, so the other goes too.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }
}
