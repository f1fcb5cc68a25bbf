package io.muster.epr.filter.query;

import java.util.List;

/** What a predicate speaks about. Paths follow MongoDB's rules: arrays on the way are searched through. */
public sealed interface Subject {

    /** The name of the endpoint's application version; always a string. */
    record Version() implements Subject {}

    /** The key of the metadata entry in scope; always a string. */
    record Key() implements Subject {}

    /** The value of the metadata entry in scope, or what the path leads to within it. */
    record Value(List<String> path) implements Subject {
        public Value {
            path = List.copyOf(path);
        }
    }

    /** What the path (at least one name) leads to within the object that is the array element in scope. */
    record Member(List<String> path) implements Subject {
        public Member {
            path = List.copyOf(path);
        }
    }

    /** The array element in scope itself; it is not searched through if it is an array. */
    record Item() implements Subject {}
}
