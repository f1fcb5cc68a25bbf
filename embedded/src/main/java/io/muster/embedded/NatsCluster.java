package io.muster.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Three nats-servers of one JetStream cluster on 127.0.0.1, without log-in, for tests: each may be killed and started
 * again. All are gone with this process.
 */
public final class NatsCluster implements AutoCloseable {

    /** How many servers there are; two of them are enough. */
    public static final int SERVERS = 3;

    private final List<Member> members = new ArrayList<>();

    private NatsCluster() {}

    /** One server; {@code process} is the last that was started. */
    private static final class Member {
        private final DataDirectory data;
        private final NatsServerProgram program;
        private Process process;

        Member(DataDirectory data, NatsServerProgram program) throws InterruptedException {
            this.data = data;
            this.program = program;
            this.process = Child.launch(program);
        }
    }

    /**
     * Starts the servers; fetches the program through the package manager if the machine has none.
     *
     * @param folder keeps a data directory for each
     * @param ports free ones: three for clients, then three for the servers among each other
     * @throws EmbeddedFailure if they cannot run
     */
    public static NatsCluster start(Path folder, List<Integer> ports) {
        List<Integer> routes = ports.subList(SERVERS, 2 * SERVERS);
        String name = HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextInt());
        NatsCluster cluster = new NatsCluster();
        try {
            for (int i = 0; i < SERVERS; i++) {
                DataDirectory data = DataDirectory.open(folder.resolve("nats-" + (i + 1)));
                NatsServer server = NatsServer.obtain(
                        System.getenv().getOrDefault("PATH", ""),
                        CacheDirectory.locate(data.root().resolve("cache")),
                        EmbeddedListener.silent());
                String serverName = name + "-" + (i + 1);
                String configuration = NatsConfiguration.text(server.version(), serverName, ports.get(i), data.nats())
                        + NatsConfiguration.cluster(name, routes.get(i), routes);
                cluster.members.add(new Member(
                        data, new NatsServerProgram(data, server.program(), serverName, ports.get(i), configuration)));
            }
            return cluster;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cluster.close();
            throw new EmbeddedFailure("the start of a NATS cluster was interrupted", "start again");
        } catch (RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    /** The addresses for clients. */
    public List<String> urls() {
        return members.stream()
                .map(member -> "nats://" + Loopback.HOST + ":" + member.program.port())
                .toList();
    }

    /** What the servers call themselves, in the order of their addresses. */
    public List<String> names() {
        return members.stream().map(member -> member.program.serverName()).toList();
    }

    /** Kills a server with SIGKILL; returns when it is gone. */
    public void kill(String name) {
        kill(member(name));
    }

    private static void kill(Member member) {
        member.process.destroyForcibly();
        member.process.onExit().join();
    }

    /** Starts a server that was killed, on the same port and data; returns when it takes connections. */
    public void restart(String name) throws InterruptedException {
        Member member = member(name);
        member.process = Child.launch(member.program);
    }

    private Member member(String name) {
        return members.stream()
                .filter(member -> member.program.serverName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no server " + name + " among " + names()));
    }

    /** Ends all servers. */
    @Override
    public void close() {
        members.forEach(NatsCluster::kill);
        members.forEach(member -> member.data.close());
    }
}
