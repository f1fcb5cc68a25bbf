package io.muster.faults.fault;

import io.muster.embedded.AdminConnection;
import io.muster.faults.cluster.Cluster;
import io.muster.faults.fault.Fault.Struck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Faults that somebody else causes who uses the same PostgreSQL. */
final class Sessions {
    private static final int MORE_THAN_THERE_ARE = 150;

    private Sessions() {}

    /** Locks the tables of endpoints and tokens. */
    static Struck lock(Cluster cluster) {
        AdminConnection session = open(cluster);
        try {
            session.run("BEGIN");
            session.run("LOCK TABLE epr.endpoint, cm.endpoint_token IN ACCESS EXCLUSIVE MODE");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Struck("tables of endpoints and tokens", () -> close(List.of(session)));
    }

    /** Opens sessions until there is no room, and ends those of the program. */
    static Struck takeAll(Cluster cluster) {
        List<AdminConnection> sessions = new ArrayList<>();
        sessions.add(open(cluster));
        try {
            sessions.getFirst()
                    .run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'muster'");
            while (sessions.size() < MORE_THAN_THERE_ARE) {
                sessions.add(cluster.postgres().admin(cluster.postgres().database()));
            }
        } catch (IOException noMoreRoom) {
            return new Struck(sessions.size() + " sessions of somebody else", () -> close(sessions));
        }
        return new Struck("even " + sessions.size() + " sessions left room", () -> close(sessions));
    }

    private static AdminConnection open(Cluster cluster) {
        try {
            return cluster.postgres().admin(cluster.postgres().database());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(List<AdminConnection> sessions) {
        for (AdminConnection session : sessions) {
            try {
                session.close();
            } catch (IOException endedAlready) {
                // Ended is what it should be.
                continue;
            }
        }
    }
}
