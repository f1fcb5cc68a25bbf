package io.muster.faults.fault;

import io.muster.faults.cluster.Cluster;
import io.muster.faults.cluster.Need;
import java.util.Random;
import java.util.Set;

/** Something that goes wrong. */
public interface Fault {

    /** What reports call it. */
    String name();

    /** What it needs of the installation besides what every one has. */
    default Set<Need> needs() {
        return Set.of();
    }

    /** Makes it happen, in a place and a manner by chance. */
    Struck strike(Cluster cluster, Random random);

    /**
     * A fault that has happened.
     *
     * @param where what was hit, for people
     * @param heal what an operator or the system does about it; returns at once, recovery is the program's affair
     */
    record Struck(String where, Runnable heal) {

        /** One that needs nobody to heal it. */
        static Struck byItself(String where) {
            return new Struck(where, () -> {});
        }
    }
}
