package io.muster.faults.check;

import java.util.ArrayList;
import java.util.List;

/** What a check found wrong. */
final class Problems {
    private final List<String> all = new ArrayList<>();

    void add(String format, Object... values) {
        all.add(format.formatted(values));
    }

    /** All of them; empty when everything is as promised. */
    List<String> all() {
        return List.copyOf(all);
    }
}
