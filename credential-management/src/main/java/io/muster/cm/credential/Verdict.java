package io.muster.cm.credential;

/**
 * Outcome of a validation.
 *
 * @param <C> kind of credential
 */
public sealed interface Verdict<C extends Credential> {

    /** Accepted; it is active from now on. */
    record Accepted<C extends Credential>(C credential) implements Verdict<C> {}

    /** Known, but not accepted. */
    record Denied<C extends Credential>(C credential, Standing why) implements Verdict<C> {}

    /** There is no such credential. */
    record Unknown<C extends Credential>() implements Verdict<C> {}
}
