package io.muster.kpc.identity;

import io.muster.contract.error.Refusal;

/**
 * What came of asking who somebody is.
 *
 * @param <T> who it is
 */
public sealed interface Verdict<T> {
    /** Known and welcome. */
    record Granted<T>(T identity) implements Verdict<T> {}

    /** Unknown, shut out, or nobody could say in time. */
    record Denied<T>(Refusal refusal) implements Verdict<T> {}
}
