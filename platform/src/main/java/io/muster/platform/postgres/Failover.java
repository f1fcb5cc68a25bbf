package io.muster.platform.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a pool where to connect: to the server that was right last time, if it still is, else to the next one that is.
 * Asked for every new connection, each time by a short connection of its own; pooled connections live long.
 */
final class Failover implements Supplier<Future<SqlConnectOptions>> {

    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final List<PgConnectOptions> servers;
    private final Servers.Target target;
    private final AtomicInteger current = new AtomicInteger();

    Failover(Vertx vertx, List<PgConnectOptions> servers, Servers.Target target) {
        this.vertx = vertx;
        this.servers = List.copyOf(servers);
        this.target = target;
    }

    @Override
    public Future<SqlConnectOptions> get() {
        return find(current.get(), servers.size());
    }

    private Future<SqlConnectOptions> find(int index, int left) {
        if (left == 0) {
            return Future.failedFuture("none of " + names() + " takes writes");
        }
        PgConnectOptions server = servers.get(index);
        return suits(server).compose(suits -> {
            if (!suits) {
                return find((index + 1) % servers.size(), left - 1);
            }
            if (current.getAndSet(index) != index) {
                LOG.warn("PostgreSQL at {} takes the writes from now on", name(server));
            }
            return Future.succeededFuture(server);
        });
    }

    /** Never fails: a server that cannot be asked does not suit. */
    private Future<Boolean> suits(PgConnectOptions server) {
        AtomicBoolean late = new AtomicBoolean();
        return PgConnection.connect(vertx, server)
                .onSuccess(connection -> {
                    if (late.get()) {
                        connection.close();
                    }
                })
                .compose(connection -> connection
                        .query(question())
                        .execute()
                        .map(rows -> rows.iterator().next().getBoolean(0))
                        .eventually(connection::close))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(unreachable -> late.set(true))
                .otherwise(unreachable -> {
                    LOG.debug("PostgreSQL at {} cannot be asked: {}", name(server), unreachable.getMessage());
                    return false;
                });
    }

    private String question() {
        return switch (target) {
            case ANY -> "SELECT true";
            case READ_WRITE -> "SELECT NOT current_setting('transaction_read_only')::bool";
            case PRIMARY -> "SELECT NOT pg_is_in_recovery()";
        };
    }

    private List<String> names() {
        return servers.stream().map(Failover::name).toList();
    }

    private static String name(PgConnectOptions server) {
        return server.getHost() + ":" + server.getPort();
    }
}
