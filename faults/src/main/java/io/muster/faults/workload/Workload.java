package io.muster.faults.workload;

import io.muster.faults.cluster.Cluster;
import io.muster.faults.journal.FilterNotes;
import io.muster.faults.journal.Journal;
import io.muster.faults.journal.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Writers of all kinds at work, until closed. */
public final class Workload implements AutoCloseable {
    private static final int REST_WRITERS = 4;
    private static final int DEVICES = 3;
    private static final int LONGEST_THOUGHT_MILLIS = 20;

    private final AtomicInteger retryAfter = new AtomicInteger();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean going = true;

    /** Sets writers to work on a cluster; what they do is noted. */
    public Workload(Cluster cluster, long seed, Journal journal, Tokens tokens, FilterNotes filters) {
        Random seeds = new Random(seed);
        for (int i = 0; i < REST_WRITERS; i++) {
            start(cluster, seeds, journal, (clients, random) -> new RestWriter(clients, random, journal, tokens));
        }
        for (int i = 0; i < DEVICES; i++) {
            start(cluster, seeds, journal, (clients, random) -> new DeviceWriter(clients, random, journal, tokens));
        }
        String nats = cluster.nats().url();
        start(cluster, seeds, journal, (clients, random) -> new NatsWriter(clients, random, journal, tokens, nats));
        start(cluster, seeds, journal, (clients, random) -> new FilterWriter(clients, random, journal, filters));
        start(cluster, seeds, journal, (clients, random) -> new BatchWriter(clients, random, journal));
    }

    private void start(Cluster cluster, Random seeds, Journal journal, BiFunction<Clients, Random, Writer> maker) {
        Clients clients = new Clients(cluster, new Random(seeds.nextLong()), journal, retryAfter);
        Writer writer = maker.apply(clients, new Random(seeds.nextLong()));
        writers.add(writer);
        Random thoughts = new Random(seeds.nextLong());
        running.add(threads.submit(() -> write(writer, thoughts)));
    }

    private void write(Writer writer, Random thoughts) {
        while (going || writer.busy()) {
            writer.step();
            try {
                Thread.sleep(thoughts.nextInt(LONGEST_THOUGHT_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** How often a writer was told to come again later. */
    public int retryAfter() {
        return retryAfter.get();
    }

    /** Lets every writer finish what it is at. */
    @Override
    public void close() {
        going = false;
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new AssertionError("a writer failed", e.getCause());
            }
        }
        threads.close();
        writers.forEach(Writer::close);
    }
}
