package io.muster.kpc.mqtt;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
    private long farewell = NONE;
    private long lastHeard = System.nanoTime();
    private boolean resting;

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
            long left = resting ? patience : patience - (System.nanoTime() - lastHeard);
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
        resting = true;
    }

    /** This side reads on. */
    void reading() {
        resting = false;
        heard();
    }

    /** The client reads nothing although there is something to read: it has so long until {@link #moving}. */
    void stalled(Duration limit) {
        if (stall == NONE) {
            stall = vertx.setTimer(limit.toMillis(), timer -> {
                stall = NONE;
                end.accept(End.SLOW_READER);
            });
        }
    }

    /** The client has read something. */
    void moving() {
        stall = cancel(stall);
    }

    /** The connection is over, and closed by force unless {@link #gone} is called in time. */
    void farewell(Duration limit) {
        if (farewell == NONE) {
            farewell = vertx.setTimer(limit.toMillis(), timer -> transport.abort());
        }
    }

    /** The transport is closed. */
    void gone() {
        end();
        farewell = cancel(farewell);
    }

    /** Nothing to watch any longer but that the transport closes. */
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
