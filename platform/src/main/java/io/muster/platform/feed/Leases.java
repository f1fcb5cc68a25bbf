package io.muster.platform.feed;

import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.Statement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Which replica owns which partition. Every replica announces itself and holds its fair share; leases of a dead replica
 * end by themselves. All times are the database's, so clocks of replicas do not matter.
 *
 * <p>An owner's name is that of its replica with something unique for each start of a feed: a process that hangs on
 * after another one was started in its place cannot pass for it. Within a feed only its worker acquires, never while it
 * works on something, so whoever is the owner after reading and when storing has been the owner all the time in between.
 */
final class Leases {

    private static final String PROOF = """
            UPDATE feed_lease SET until = greatest(until, now() + $3 * interval '1 millisecond')
            WHERE owner = $1 AND partition = ANY ($2)""";

    private static final String REMOVAL = """
            WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true) AS now),
            held AS (%s RETURNING partition),
            removed AS (
              DELETE FROM change_record WHERE sequence = ANY ($4) AND (SELECT count(*) FROM held) = $5)
            SELECT (SELECT count(*) FROM held), now FROM relaxed""".formatted(PROOF);

    private final Database database;
    private final String owner;
    private final Duration length;

    Leases(Database database, String replica, Duration length) {
        this.database = database;
        this.owner = replica + '/' + UUID.randomUUID();
        this.length = length;
    }

    /**
     * What a replica may work on.
     *
     * @param fair how many partitions are its share
     * @param held those it has said to work on and still owns
     */
    record Share(int fair, Set<Integer> held) {}

    /**
     * Announces this replica, prolongs the leases of the partitions it works on, and returns its share. Other leases that
     * stand under its name are left to end, or nobody would work on them. A lease that is locked is just being proved,
     * which prolongs it as well; waiting for it could end in a deadlock.
     */
    Share announce(Set<Integer> owned) {
        Row row = database.query("""
                        WITH me AS (
                          INSERT INTO feed_replica (replica, until) VALUES ($1, now() + $2 * interval '1 millisecond')
                          ON CONFLICT (replica) DO UPDATE SET until = excluded.until RETURNING replica),
                        gone AS (DELETE FROM feed_replica WHERE until < now() - interval '1 minute'),
                        prolonged AS (
                          UPDATE feed_lease SET until = now() + $2 * interval '1 millisecond'
                          WHERE partition IN (SELECT partition FROM feed_lease
                            WHERE owner = $1 AND partition = ANY ($3) AND until > now() FOR UPDATE SKIP LOCKED))
                        SELECT count(*), ARRAY(SELECT partition FROM feed_lease WHERE owner = $1 AND partition = ANY ($3))
                        FROM (SELECT replica FROM feed_replica WHERE until > now()
                          UNION SELECT replica FROM me) alive""", owner, length.toMillis(), Partitions.array(owned))
                .iterator()
                .next();
        Set<Integer> held = new HashSet<>();
        for (Short partition : row.getArrayOfShorts(1)) {
            held.add(partition.intValue());
        }
        return new Share(Math.ceilDiv(Partitions.COUNT, row.getInteger(0)), held);
    }

    /** Takes up to {@code count} partitions, besides those in {@code mine}, that nobody else owns. */
    Set<Integer> acquire(int count, Set<Integer> mine) {
        return partitions(database.query("""
                UPDATE feed_lease SET owner = $1, until = now() + $2 * interval '1 millisecond'
                WHERE partition IN (SELECT partition FROM feed_lease
                  WHERE (until < now() OR owner = $1) AND partition <> ALL ($4)
                  ORDER BY partition LIMIT $3 FOR UPDATE SKIP LOCKED)
                RETURNING partition""", owner, length.toMillis(), count, Partitions.array(mine)));
    }

    /** Gives partitions back. */
    void release(Set<Integer> partitions) {
        database.update(
                "UPDATE feed_lease SET until = '-infinity' WHERE owner = $1 AND partition = ANY ($2)",
                owner,
                Partitions.array(partitions));
    }

    /** Withdraws this replica altogether, so that others take over without waiting. */
    void withdraw(Set<Integer> owned) {
        release(owned);
        database.update("DELETE FROM feed_replica WHERE replica = $1", owner);
    }

    /** Asks how many of {@code partitions} this replica owns at this moment. */
    Statement question(Set<Integer> partitions) {
        return Statement.of(
                "SELECT count(*) FROM feed_lease WHERE owner = $1 AND partition = ANY ($2)",
                owner,
                Partitions.array(partitions));
    }

    /**
     * The next records of {@code partitions}, and in a column {@code held} of each how many of these this replica owns.
     *
     * @param known see {@link ChangeRecords#look}
     * @param beside what else is read with each record, see {@link FeedProcessor#beside}
     */
    Statement look(Set<Integer> partitions, int limit, Set<Long> known, List<String> beside) {
        return ChangeRecords.look(
                partitions,
                limit,
                known,
                ", (SELECT count(*) FROM feed_lease WHERE owner = $4 AND partition = ANY ($1)) AS held, "
                        + String.join(", ", beside),
                owner);
    }

    /** Fails unless the answer to {@link #question} is: all. */
    void confirm(RowSet<Row> answer, Set<Integer> partitions) {
        prove(answer.iterator().next().getInteger(0), partitions);
    }

    /**
     * Fails unless this replica still owns {@code partitions}; they stay its own until the transaction ends. Is sent, so
     * that it fails with whatever is asked next, or before the commit.
     */
    void check(Database.Transaction tx, Set<Integer> partitions) {
        tx.send(
                held -> prove(held.rowCount(), partitions),
                PROOF,
                owner,
                Partitions.array(partitions),
                length.toMillis());
    }

    /**
     * Removes records of {@code partitions} if this replica still owns all of these, otherwise none; in one statement
     * that is a transaction of its own and, like {@link Database#inRepeatableTransaction}, does not wait for the disk.
     * The answer goes to {@link #confirm}.
     */
    Statement removal(Set<Integer> partitions, List<ChangeRecord> batch) {
        return Statement.of(
                REMOVAL, owner, Partitions.array(partitions), length.toMillis(), ChangeRecords.sequences(batch), (long)
                        partitions.size());
    }

    private static void prove(int held, Set<Integer> partitions) {
        if (held != partitions.size()) {
            throw new FeedProcessor.LeaseLost();
        }
    }

    private static Set<Integer> partitions(RowSet<Row> rows) {
        Set<Integer> partitions = new HashSet<>();
        rows.forEach(row -> partitions.add(row.getInteger(0)));
        return partitions;
    }
}
