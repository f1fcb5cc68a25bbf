package io.muster.faults.fault;

import io.muster.faults.cluster.Cluster;
import io.muster.faults.cluster.Link;
import io.muster.faults.cluster.Need;
import io.muster.faults.cluster.Replica;
import io.muster.faults.fault.Fault.Struck;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The faults there are. */
public final class Faults {

    /** A replica is killed with SIGKILL and started again. */
    public static final Fault REPLICA_KILLED = fault("kill -9 of one replica", (cluster, random) -> {
        Replica replica = any(cluster, random);
        replica.kill();
        return new Struck(replica.name(), replica::launch);
    });

    /** All replicas are killed at the same moment. */
    public static final Fault ALL_KILLED = fault("kill -9 of all replicas", (cluster, random) -> {
        cluster.replicas().forEach(Replica::kill);
        return new Struck("all", () -> cluster.replicas().forEach(Replica::launch));
    });

    /** PostgreSQL is killed; its supervisor starts it again. */
    public static final Fault POSTGRES_KILLED = fault("kill -9 of PostgreSQL", (cluster, random) -> {
        killed(cluster.postgres().pid());
        return Struck.byItself("the server");
    });

    /** nats-server is killed; its supervisor starts it again. */
    public static final Fault NATS_KILLED = fault("kill -9 of nats-server", (cluster, random) -> {
        killed(cluster.nats().pid());
        return Struck.byItself("the server");
    });

    /** No replica reaches NATS. */
    public static final Fault NATS_UNREACHABLE =
            fault("NATS unreachable", (cluster, random) -> broken(cluster.replicas(), Replica::nats, random));

    /** The connections of all replicas to NATS break again and again, so that batches of events are cut in two. */
    public static final Fault NATS_FLAPPING = fault(
            "NATS connections break again and again", (cluster, random) -> Flapping.start(cluster.replicas(), random));

    /** One replica does not reach NATS, the others do. */
    public static final Fault NATS_PARTITION = fault(
            "partition between one replica and NATS",
            (cluster, random) -> broken(List.of(any(cluster, random)), Replica::nats, random));

    /** No replica reaches PostgreSQL. */
    public static final Fault POSTGRES_UNREACHABLE =
            fault("PostgreSQL unreachable", (cluster, random) -> broken(cluster.replicas(), Replica::postgres, random));

    /** One replica does not reach PostgreSQL, the others do. */
    public static final Fault POSTGRES_PARTITION = fault(
            "partition between one replica and PostgreSQL",
            (cluster, random) -> broken(List.of(any(cluster, random)), Replica::postgres, random));

    /** All replicas are killed while endpoints are being registered or deleted by the hundred. */
    public static final Fault BATCH_INTERRUPTED = fault(
            "kill -9 of all replicas within a batch job",
            (cluster, random) -> Moments.killedDuring(
                    cluster, random, "a batch job", "SELECT FROM epr.batch_task WHERE finished_at IS NULL"));

    /** All replicas are killed while a filter is evaluated for the first time. */
    public static final Fault EVALUATION_INTERRUPTED = fault(
            "kill -9 of all replicas within the evaluation of a filter",
            (cluster, random) -> Moments.killedDuring(
                    cluster, random, "an evaluation", "SELECT FROM epr.filter WHERE lower(status) = 'pending'"));

    /** All connections of PostgreSQL are taken by somebody else, and those of the replicas are ended. */
    public static final Fault CONNECTIONS_TAKEN =
            fault("connections of PostgreSQL used up", (cluster, random) -> Sessions.takeAll(cluster));

    /** A lock holds up every statement, so that all connections of the pools are in use. */
    public static final Fault POOL_STARVED =
            fault("connection pools starved by a lock", (cluster, random) -> Sessions.lock(cluster));

    /** The disk of PostgreSQL is full. */
    public static final Fault DISK_FULL = needing(Need.SMALL_DISK, fault("disk full", (cluster, random) -> {
        cluster.disk().fill();
        return new Struck("the disk of PostgreSQL", cluster.disk()::empty);
    }));

    /** The clock of one replica is set back or forward by minutes to hours, and later right again. */
    public static final Fault CLOCK_JUMPED = needing(Need.MOVABLE_CLOCK, fault("clock jump", (cluster, random) -> {
        Duration by = Duration.ofSeconds(60 + random.nextInt(7200)).multipliedBy(random.nextBoolean() ? 1 : -1);
        cluster.clock().jump(by);
        return new Struck(cluster.replicas().getFirst().name() + " by " + by, () -> cluster.clock()
                .jump(Duration.ZERO));
    }));

    private static final List<Fault> ALL = List.of(
            REPLICA_KILLED,
            ALL_KILLED,
            POSTGRES_KILLED,
            NATS_KILLED,
            NATS_UNREACHABLE,
            NATS_FLAPPING,
            NATS_PARTITION,
            POSTGRES_UNREACHABLE,
            POSTGRES_PARTITION,
            BATCH_INTERRUPTED,
            EVALUATION_INTERRUPTED,
            CONNECTIONS_TAKEN,
            POOL_STARVED,
            DISK_FULL,
            CLOCK_JUMPED);

    private Faults() {}

    /** Every fault. */
    public static List<Fault> all() {
        return ALL;
    }

    private static Fault needing(Need need, Fault fault) {
        return new Fault() {
            @Override
            public String name() {
                return fault.name();
            }

            @Override
            public Set<Need> needs() {
                return Set.of(need);
            }

            @Override
            public Struck strike(Cluster cluster, Random random) {
                return fault.strike(cluster, random);
            }
        };
    }

    private interface Strike {
        Struck strike(Cluster cluster, Random random);
    }

    private static Fault fault(String name, Strike strike) {
        return new Fault() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Struck strike(Cluster cluster, Random random) {
                return strike.strike(cluster, random);
            }
        };
    }

    private static Replica any(Cluster cluster, Random random) {
        return cluster.replicas().get(random.nextInt(cluster.replicas().size()));
    }

    private static void killed(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Connections break, or hang. */
    private static Struck broken(List<Replica> replicas, Function<Replica, Link> which, Random random) {
        boolean cut = random.nextBoolean();
        Consumer<Link> breaking = cut ? Link::cut : Link::stall;
        replicas.forEach(replica -> breaking.accept(which.apply(replica)));
        String where = String.join(", ", replicas.stream().map(Replica::name).toList());
        return new Struck(
                where + (cut ? ": connections cut" : ": connections hang"),
                () -> replicas.forEach(replica -> which.apply(replica).mend()));
    }
}
