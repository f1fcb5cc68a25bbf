package io.muster.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1. */
final class Loopback {
    static final String HOST = "127.0.0.1";

    private Loopback() {}

    /**
     * The port to listen on: {@code wanted}, or a free one for 0.
     *
     * @throws EmbeddedFailure if {@code wanted} is taken
     */
    static int choose(String child, int wanted, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "port " + wanted + " of " + HOST + ", wanted for " + child + ", is taken or not allowed ("
                            + e.getMessage() + ")",
                    "stop the program that uses it or choose another port with " + option);
        }
    }
}
