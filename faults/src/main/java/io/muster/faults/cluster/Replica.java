package io.muster.faults.cluster;

import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One process of the program, connected to its PostgreSQL and its NATS over links that can be broken. It can be killed
 * and started again, always on the same ports.
 */
public final class Replica implements AutoCloseable {
    private static final int MOST_STARTS = 5;
    private static final int SHOWN_LINES = 30;
    private static final int SHOWN_CHARACTERS = 400;
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final String services;
    private final Setup setup;
    private final Link postgres;
    private final Link nats;
    private volatile RunningMuster process;
    private volatile boolean served;

    private Replica(String name, String services, Setup setup, Link postgres, Link nats, RunningMuster process) {
        this.name = name;
        this.services = services;
        this.setup = setup;
        this.postgres = postgres;
        this.nats = nats;
        this.process = process;
    }

    /** Starts a process without waiting for it. */
    static Replica launch(String name, String services, Setup setup, Link postgres, Link nats) {
        return new Replica(name, services, setup, postgres, nats, setup.launch());
    }

    /** What reports call it. */
    public String name() {
        return name;
    }

    /** Whether it runs that service. */
    public boolean runs(String service) {
        return List.of(services.split(",", -1)).contains(service);
    }

    /** The way to PostgreSQL. */
    public Link postgres() {
        return postgres;
    }

    /** The way to NATS. */
    public Link nats() {
        return nats;
    }

    /** The address of its REST API. */
    public URI http() {
        return URI.create("http://127.0.0.1:" + setup.http() + "/");
    }

    /** Its TCP port for devices. */
    public int mqtt() {
        return setup.mqtt();
    }

    /** Kills it with SIGKILL; returns when it is gone. */
    public void kill() {
        served = false;
        process.killEverything();
    }

    /** Starts it again after a kill, without waiting. */
    public void launch() {
        process.close();
        process = setup.launch();
    }

    /**
     * Waits until it has started; starts it again when it gives up, as whatever supervises services does. One that has
     * served and ends by itself is a defect.
     */
    public void awaitReady() {
        if (served && !process.alive()) {
            throw new AssertionError(name + " ended by itself");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                process.awaitReady();
                served = true;
                return;
            } catch (AssertionError notReady) {
                if (attempt == MOST_STARTS) {
                    throw notReady;
                }
                if (!process.alive()) {
                    launch();
                }
            }
        }
    }

    /** Whether it says that all its parts are well. */
    public boolean well() {
        return health().contains("\"status\":\"UP\",\"parts\"");
    }

    /** What it says of its parts; says so when it does not answer. */
    public String health() {
        try {
            return new Rest(http(), HEALTH_PATIENCE)
                    .trySend("GET", "/health", "")
                    .text();
        } catch (IOException silent) {
            return name + " does not answer: " + silent;
        }
    }

    /** The last of what it has printed, long lines cut. */
    public String printed() {
        List<String> lines = process.printed().lines().toList();
        return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()).stream()
                .map(line -> line.substring(0, Math.min(line.length(), SHOWN_CHARACTERS)) + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        process.discard();
        postgres.close();
        nats.close();
    }
}
