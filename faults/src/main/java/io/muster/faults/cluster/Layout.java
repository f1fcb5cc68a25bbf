package io.muster.faults.cluster;

import java.util.List;

/**
 * Which processes of the program there are.
 *
 * @param name for reports
 * @param processes the services of each
 */
public record Layout(String name, List<String> processes) {
    private static final String ALL = "epr,cm,epmx,kpc";

    /** Two replicas of the whole program. */
    public static final Layout WHOLE = new Layout("two replicas of the whole program", List.of(ALL, ALL));

    /** Two processes with EPR and CM, two with EPMX and KPC. */
    public static final Layout SPLIT = new Layout(
            "two processes with EPR and CM, two with EPMX and KPC",
            List.of("epr,cm", "epr,cm", "epmx,kpc", "epmx,kpc"));
}
