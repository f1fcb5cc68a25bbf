package io.muster.platform.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; carries all mistakes, the message has one line for each. */
public final class InvalidConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidConfiguration(List<Problem> problems) {
        super(problems.stream().map(Problem::line).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one mistake, in the order of reading. */
    public List<Problem> problems() {
        return problems;
    }
}
