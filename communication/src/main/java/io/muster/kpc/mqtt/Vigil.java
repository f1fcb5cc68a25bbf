package io.muster.kpc.mqtt;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Watches one connection: a CONNECT that does not come, a client that falls silent, one that does not read. */
final class Vigil {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Transport transport;
    private final Consumer<End> end;
    private long silence = NONE;
    private long stall = NONE;
    private long patience;
    private long lastHeard = System.nanoTime();

    Vigil(Vertx vertx, Transport transport, Consumer<End> end) {
        this.vertx = vertx;
        this.transport = transport;
        this.end = end;
    }

    /** Ends the connection unless {@link #keepAlive} is called in time. */
    void awaitConnect(Duration limit) {
        silence = vertx.setTimer(limit.toMillis(), timer -> end.accept(End.CONNECT_TIMEOUT));
    }

    /** From now on at most one and a half times so many seconds between two packets; 0 for no limit. */
    void keepAlive(int seconds) {
        silence = cancel(silence);
        patience = TimeUnit.MILLISECONDS.toNanos(seconds * 1_500L);
        if (patience > 0) {
            look(patience);
        }
    }

    private void look(long delay) {
        silence = vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(delay)), timer -> {
            long left = patience - (System.nanoTime() - lastHeard);
            if (left > 0) {
                look(left);
            } else {
                end.accept(End.KEEP_ALIVE);
            }
        });
    }

    /** A packet has come. */
    void heard() {
        lastHeard = System.nanoTime();
    }

    /** This side has stopped to read: silence is not the client's fault. */
    void resting() {
        heard();
    }

    /** Something waits because the client does not read: it has so long until {@code done} has to hold. */
    void stalled(Duration limit, BooleanSupplier done) {
        if (stall != NONE) {
            return;
        }
        stall = vertx.setTimer(limit.toMillis(), timer -> {
            stall = NONE;
            if (!done.getAsBoolean() && !transport.writable()) {
                end.accept(End.SLOW_READER);
            }
        });
    }

    /** Nothing to watch any longer. */
    void end() {
        silence = cancel(silence);
        stall = cancel(stall);
    }

    private long cancel(long timer) {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
        return NONE;
    }
}
