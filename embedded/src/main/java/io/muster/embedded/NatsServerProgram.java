package io.muster.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** How nats-server is started on its written configuration, and how one sees that it serves. */
record NatsServerProgram(DataDirectory data, Path program, String serverName, int port, String configuration)
        implements Child.Program {
    private static final int PATIENCE_MILLIS = 1000;

    @Override
    public String name() {
        return "nats-server";
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Leftovers.end("nats-server", data.nats());
        FileTree.writePrivately(file(), configuration);
    }

    @Override
    public List<String> command() {
        return ParentThread.inOwnSession(
                ParentThread.endWithParent(List.of(program.toString(), "-c", file().toString())));
    }

    @Override
    public Path directory() {
        return data.nats();
    }

    @Override
    public Path log() {
        return data.run().resolve("nats.log");
    }

    /** The greeting names the server, so another program on the same port is not mistaken for it. */
    @Override
    public boolean ready(long pid) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(Loopback.HOST, port), PATIENCE_MILLIS);
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String greeting = reader.readLine();
            return greeting != null
                    && greeting.startsWith("INFO ")
                    && greeting.contains('"' + serverName + '"')
                    && greeting.contains("\"jetstream\":true");
        } catch (IOException e) {
            return false;
        }
    }

    private Path file() {
        return data.run().resolve("nats.conf");
    }
}
