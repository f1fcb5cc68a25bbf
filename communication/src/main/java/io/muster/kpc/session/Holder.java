package io.muster.kpc.session;

import io.muster.kpc.extension.Answer;
import java.util.Set;

/** Speaks for endpoints at present. May be called on any thread; does the work on its own. */
interface Holder {
    /** The endpoint has gone elsewhere: nothing more for it, and not a word about it. */
    void forget(String endpointId);

    /** These tokens must not be accepted any longer. */
    void revoke(String endpointId, Set<String> tokenIds);

    /** Something for one of its endpoints. */
    void deliver(Answer answer);
}
