package io.muster.kpc.session;

import io.muster.contract.error.Refusal;
import java.util.concurrent.Executor;

/** What a session needs of the connection it belongs to. Called on the connection's event loop only. */
public interface Link {
    /** The event loop; may be used from any thread. */
    Executor loop();

    /** Sends a message to the client. */
    void deliver(Delivery delivery);

    /** Less is in work than before: time to read on. */
    void relieved();

    /** A device was not let in; {@code refusal} is what it is told. */
    void denied(Refusal refusal);

    /** Nobody on this connection may speak any longer: it has to end. */
    void shutOut();
}
