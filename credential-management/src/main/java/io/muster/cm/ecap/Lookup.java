package io.muster.cm.ecap;

import io.muster.cm.credential.Credential;
import java.util.Optional;

/**
 * How a request is answered.
 *
 * @param <Q> request
 * @param <C> kind of credential it is about
 */
interface Lookup<Q, C extends Credential> {

    /** The outcome, if it is known without asking the database. Never blocks. */
    Optional<Outcome<C>> atHand(Q request);

    /** The outcome; may take its time. */
    Outcome<C> find(Q request);
}
