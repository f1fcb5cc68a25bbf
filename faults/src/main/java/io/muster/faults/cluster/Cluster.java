package io.muster.faults.cluster;

import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.Setup;
import io.muster.acceptance.program.TemporaryFolder;
import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedNats;
import io.muster.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One PostgreSQL, one nats-server and several processes of the program, all on loopback. The servers are children of this
 * process and start again by themselves when they are killed.
 */
public final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String SECRET = "the-same-key-in-every-replica";

    private final Layout layout;
    private final Path folder;
    private final Optional<Disk> disk;
    private final Optional<WallClock> clock;
    private final DataDirectory postgresData;
    private final DataDirectory natsData;
    private final EmbeddedPostgres postgres;
    private final EmbeddedNats nats;
    private final List<Replica> replicas = new ArrayList<>();

    private Cluster(Layout layout, Set<Need> needs) {
        this.layout = layout;
        this.folder = TemporaryFolder.make();
        Path postgresFolder = folder("postgres");
        this.disk = needs.contains(Need.SMALL_DISK) ? Optional.of(Disk.mount(postgresFolder)) : Optional.empty();
        this.clock = needs.contains(Need.MOVABLE_CLOCK)
                ? WallClock.library(folder("clock")).map(library -> WallClock.right(library, folder("clock")))
                : Optional.empty();
        this.postgresData = DataDirectory.open(postgresFolder);
        this.natsData = DataDirectory.open(folder("nats"));
        this.postgres = EmbeddedPostgres.start(postgresData, 0, EmbeddedListener.silent());
        this.nats = EmbeddedNats.start(natsData, 0, EmbeddedListener.silent());
    }

    /** Starts the servers and launches all replicas at the same moment on the empty database. */
    public static Cluster launch(Layout layout, Set<Need> needs) {
        Cluster cluster = new Cluster(layout, needs);
        for (String services : layout.processes()) {
            cluster.replicas.add(cluster.launchReplica(services));
        }
        return cluster;
    }

    private Replica launchReplica(String services) {
        String name = services.replace(',', '-') + "-" + (1 + replicas.size());
        Link toPostgres = Link.to(postgres.port());
        Link toNats = Link.to(nats.port());
        Map<String, String> environment = new HashMap<>(Map.of(
                "MUSTER_DB_USER", postgres.user(),
                "MUSTER_DB_PASSWORD", postgres.password(),
                "KAA_CM_TOKEN_HASH_KEY", SECRET,
                "KAA_EPR_BATCH_KEY", SECRET,
                "SERVICE_INSTANCE_REPLICA_ID", name));
        if (!services.contains("epr")) {
            neighbours(environment);
        }
        if (replicas.isEmpty()) {
            clock.ifPresent(movable -> environment.putAll(movable.environment()));
        }
        Setup setup = Setup.fresh()
                .with("--services", services)
                .with("--db-url", "postgresql://127.0.0.1:" + toPostgres.port() + "/" + postgres.database())
                .with("--nats-url", "nats://127.0.0.1:" + toNats.port())
                .with(environment);
        return Replica.launch(name, services, setup, toPostgres, toNats);
    }

    /** One finds EPR over REST, the next over NATS, so that both ways are used. */
    private void neighbours(Map<String, String> environment) {
        if (replicas.size() % 2 == 0) {
            environment.put("KAA_EPMX_EP_REGISTER_BASE_URL", replicas.getFirst().http() + "epr");
        } else {
            environment.put("KAA_EPMX_EP_REGISTER_PROTOCOL", "epmmp");
        }
    }

    /** All replicas, running or not. */
    public List<Replica> replicas() {
        return List.copyOf(replicas);
    }

    /** Those that run a service: {@code epr}, {@code cm}, {@code epmx} or {@code kpc}. */
    public List<Replica> replicas(String service) {
        return replicas.stream().filter(replica -> replica.runs(service)).toList();
    }

    /** The database server. */
    public EmbeddedPostgres postgres() {
        return postgres;
    }

    /** The NATS server. */
    public EmbeddedNats nats() {
        return nats;
    }

    /** The disk of PostgreSQL, if it was asked for. */
    public Disk disk() {
        return disk.orElseThrow();
    }

    /** The clock of the first replica, if it was asked for. */
    public WallClock clock() {
        return clock.orElseThrow();
    }

    /** What runs here, for reports. */
    public String layout() {
        return layout.name() + ", one PostgreSQL, one nats-server";
    }

    /** Waits until all replicas have started and say that they are well. */
    public void awaitWell() {
        for (Replica replica : replicas) {
            replica.awaitReady();
            Await.until(PATIENCE, replica::well, () -> replica.name() + " stays " + replica.health());
        }
    }

    /** What all replicas printed, for the report of a failure. */
    public String printed() {
        StringBuilder all = new StringBuilder();
        replicas.forEach(replica ->
                all.append("--- ").append(replica.name()).append('\n').append(replica.printed()));
        return all.toString();
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends everything and removes its folder. */
    @Override
    public void close() {
        replicas.forEach(Replica::close);
        nats.close();
        postgres.close();
        natsData.close();
        postgresData.close();
        disk.ifPresent(Disk::close);
        TemporaryFolder.remove(folder);
    }
}
