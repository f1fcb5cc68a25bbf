package io.muster.epr.filter.index;

/** A part of an endpoint whose change can alter the result of a filter. */
sealed interface Trigger {

    record Version() implements Trigger {}

    record Key(String name) implements Trigger {}

    /** The key appears or disappears. */
    record Presence(String name) implements Trigger {}

    /** Whatever metadata key changes. */
    record AnyKey() implements Trigger {}
}
