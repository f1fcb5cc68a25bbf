package io.muster.cm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP door to a server that can be shut and opened again. */
final class Outage implements AutoCloseable {
    private final ServerSocket door;
    private final int behind;
    private final List<Socket> passing = new CopyOnWriteArrayList<>();
    private volatile boolean shut;

    Outage(int behind) throws IOException {
        this.behind = behind;
        door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::letIn);
    }

    int port() {
        return door.getLocalPort();
    }

    void shut() {
        shut = true;
        passing.forEach(Outage::quietly);
        passing.clear();
    }

    void open() {
        shut = false;
    }

    private void letIn() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                if (shut) {
                    quietly(caller);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), behind);
                passing.addAll(List.of(caller, server));
                Thread.ofVirtual().start(() -> pump(caller, server));
                Thread.ofVirtual().start(() -> pump(server, caller));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException shutting) {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        shut();
    }
}
