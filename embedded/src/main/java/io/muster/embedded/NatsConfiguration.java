package io.muster.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration file of the embedded nats-server, written anew at every start. */
final class NatsConfiguration {
    /** Room for the largest answer: a page of endpoints with full metadata. */
    private static final int MAX_PAYLOAD_BYTES = 4 << 20;

    private NatsConfiguration() {}

    /**
     * Without log-in on purpose: only this machine reaches it, and {@code nats sub} works at once.
     *
     * @param storeDirectory where JetStream keeps its streams
     */
    static String text(NatsVersion version, String serverName, int port, Path storeDirectory) {
        // Before 2.10 the interval is fixed at two minutes and the key an error.
        String sync = version.atLeast(2, 10) ? "  sync_interval: \"1s\"\n" : "";
        return """
                # Written by Muster at every start; changes are lost.
                server_name: "%s"
                listen: "127.0.0.1:%d"
                max_payload: %d

                jetstream {
                  store_dir: "%s"
                %s}

                # To grow into a cluster, run nats-server on three machines with this file, a server_name of its own
                # for each, and the section below; then give Muster the addresses with --nats-url.
                # cluster {
                #   name: "muster"
                #   listen: "0.0.0.0:6222"
                #   routes: ["nats://FIRST:6222", "nats://SECOND:6222", "nats://THIRD:6222"]
                # }
                """.formatted(serverName, port, MAX_PAYLOAD_BYTES, quoted(storeDirectory), sync);
    }

    /**
     * The section that makes a server a member of a cluster.
     *
     * @param port where it listens for the others
     * @param all ports of all members, its own may be among them
     */
    static String cluster(String name, int port, List<Integer> all) {
        String routes = all.stream()
                .map(other -> "\"nats://" + Loopback.HOST + ":" + other + "\"")
                .collect(Collectors.joining(", "));
        return """
                cluster {
                  name: "%s"
                  listen: "%s:%d"
                  routes: [%s]
                }
                """.formatted(name, Loopback.HOST, port, routes);
    }

    private static String quoted(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
