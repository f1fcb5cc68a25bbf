package io.muster.platform.config;

import java.util.ArrayList;
import java.util.List;

/** Collects every mistake, which forbids the start, and every remark, which does not. */
final class Problems {
    private final List<Problem> mistakes = new ArrayList<>();
    private final List<Problem> remarks = new ArrayList<>();

    void refuse(Origin origin, String key, String message) {
        add(mistakes, new Problem(origin.place(), key, message));
    }

    /** The usual mistake: a value that is not allowed. */
    void refuse(Origin origin, String key, String found, String allowed) {
        refuse(origin, key, "found " + found + ", allowed: " + allowed);
    }

    void remark(Origin origin, String key, String message) {
        add(remarks, new Problem(origin.place(), key, message));
    }

    List<Problem> mistakes() {
        return List.copyOf(mistakes);
    }

    List<Problem> remarks() {
        return List.copyOf(remarks);
    }

    /** A key read by two components is reported once. */
    private static void add(List<Problem> problems, Problem problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
