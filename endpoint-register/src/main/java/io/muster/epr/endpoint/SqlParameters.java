package io.muster.epr.endpoint;

import java.util.ArrayList;
import java.util.List;

/** Values of a statement that is put together from parts. */
public final class SqlParameters {

    private final List<Object> values = new ArrayList<>();

    /** Adds a value and returns how the statement refers to it: {@code $1} and so on. */
    public String add(Object value) {
        values.add(value);
        return "$" + values.size();
    }

    /** How many there are. */
    public int size() {
        return values.size();
    }

    /** The values in order. */
    public Object[] toArray() {
        return values.toArray();
    }
}
