package io.muster.kpc.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.vertx.core.Context;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** What carries the packets of one connection. Everything is called on its event loop. */
interface Transport {
    /** Which of the ways into the program it is. */
    enum Kind {
        TCP,
        TLS,
        WS
    }

    Kind kind();

    /** The event loop of the connection. */
    Context context();

    /** Address of the client, without port. */
    String address();

    /** The certificate the client has shown, its chain already checked. */
    Optional<X509Certificate> certificate();

    /** Sends a packet; without effect if the client has gone. */
    void write(MqttMessage message);

    /** Runs a step on the event loop; what it writes goes out at its end at the latest. */
    default void together(Runnable step) {
        step.run();
    }

    /** Whether more can be written without piling up; {@link MqttConnection#drained} is told when it can again. */
    boolean writable();

    /** Stops to hand over packets, and soon to read them. */
    void pause();

    /** Hands over packets again, those that have arrived before the client went included. */
    void resume();

    /** Sends what has been written, then closes: never, if the client does not read. */
    void close();

    /** Closes at once. */
    void abort();
}
