package io.muster.server.simulation;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Lets a fleet register, connect and work. May be stopped at any time from another thread. */
public final class Simulation {

    private static final byte[] NOTHING = new byte[0];

    private final Plan plan;
    private final Figures figures = new Figures();
    private final List<Device> fleet;
    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** A fleet that does nothing yet. */
    public Simulation(Plan plan) {
        this.plan = plan;
        this.fleet = IntStream.range(0, plan.endpoints())
                .mapToObj(i -> Device.of(plan.seed(), i, plan.applicationVersions()))
                .toList();
    }

    /** What was measured so far. */
    public Figures figures() {
        return figures;
    }

    /** Begins nothing new; what is under way ends with its answer. */
    public void stop() {
        stopped = true;
    }

    /**
     * Registers all devices.
     *
     * @param progress told after each one
     * @throws IOException when the server is not reachable at all
     */
    public void register(Runnable progress) throws IOException {
        try (Registrar registrar = new Registrar(plan.url())) {
            sideBySide(
                    progress,
                    i -> {
                        long start = System.nanoTime();
                        registrar.register(device(i));
                        figures.done(Step.REGISTER, System.nanoTime() - start);
                    },
                    Step.REGISTER);
        }
        requireOne(Step.REGISTER);
    }

    /**
     * Connects all devices over MQTT.
     *
     * @throws IOException when nobody could connect
     */
    public void connect(Vertx vertx, Runnable progress) throws IOException {
        sideBySide(
                progress,
                i -> {
                    Session session = new Session(vertx, device(i));
                    long start = System.nanoTime();
                    session.connect(plan.mqttHost(), plan.mqttPort());
                    figures.done(Step.CONNECT, System.nanoTime() - start);
                    sessions.put(i, session);
                },
                Step.CONNECT);
        requireOne(Step.CONNECT);
    }

    private void requireOne(Step step) throws IOException {
        if (!stopped && figures.count(step) == 0) {
            throw new IOException(figures.firstReason());
        }
    }

    /**
     * Lets connected devices read and change their metadata at the planned rate, by turns, for the planned duration.
     *
     * @param progress told after each request
     */
    public void work(Runnable progress) {
        List<Integer> connected = List.copyOf(sessions.keySet());
        long pause = TimeUnit.SECONDS.toNanos(1) / plan.rate();
        long start = System.nanoTime();
        Semaphore room = new Semaphore(plan.parallel());
        for (long n = 0; !stopped && n * pause < plan.duration().toNanos(); n++) {
            sleepUntil(start + n * pause);
            room.acquireUninterruptibly();
            int index = connected.get((int) (n % connected.size()));
            boolean update = n / connected.size() % 2 == 0;
            Thread.ofVirtual().name("device").start(() -> {
                try {
                    turn(index, update);
                } finally {
                    room.release();
                    progress.run();
                }
            });
        }
        room.acquireUninterruptibly(plan.parallel());
    }

    private void turn(int index, boolean update) {
        Step step = update ? Step.UPDATE : Step.GET;
        attempt(step, index, i -> {
            Session session = sessions.get(i);
            if (session == null) {
                throw new StepFailed("not connected");
            }
            Random random = ThreadLocalRandom.current();
            long start = System.nanoTime();
            if (update) {
                session.request("/update/keys", device(i).report(random));
            } else {
                session.request("/get", NOTHING);
            }
            figures.done(step, System.nanoTime() - start);
        });
    }

    /** Ends all connections properly. */
    public void disconnect() {
        sessions.values().forEach(Session::disconnect);
        sessions.clear();
    }

    private interface Act {
        void on(int index) throws IOException, InterruptedException, StepFailed;
    }

    private void sideBySide(Runnable progress, Act act, Step step) {
        Semaphore room = new Semaphore(plan.parallel());
        for (int i = 0; i < fleet.size() && !stopped && !figures.hopeless(step, plan.parallel()); i++) {
            int index = i;
            room.acquireUninterruptibly();
            Thread.ofVirtual().name("device").start(() -> {
                try {
                    attempt(step, index, act);
                } finally {
                    room.release();
                    progress.run();
                }
            });
        }
        room.acquireUninterruptibly(plan.parallel());
    }

    private void attempt(Step step, int index, Act act) {
        try {
            act.on(index);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StepFailed | IOException | RuntimeException failure) {
            figures.failed(step, reason(failure));
        }
    }

    private static String reason(Exception failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null || message.isBlank() ? deepest.getClass().getSimpleName() : message;
    }

    private void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0 && !stopped; left = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, Duration.ofMillis(100).toNanos()));
        }
    }

    private Device device(int index) {
        return fleet.get(index);
    }
}
