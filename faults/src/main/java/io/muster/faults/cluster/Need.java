package io.muster.faults.cluster;

import java.util.Optional;
import java.util.function.Supplier;

/** What a fault needs of the installation it strikes, besides what every one has. */
public enum Need {
    /** PostgreSQL keeps its data on a {@link Disk} that can be filled. */
    SMALL_DISK(Disk::obstacle),
    /** The first replica follows a {@link WallClock} that can jump. */
    MOVABLE_CLOCK(WallClock::obstacle);

    private final Supplier<Optional<String>> obstacle;

    Need(Supplier<Optional<String>> obstacle) {
        this.obstacle = obstacle;
    }

    /** Why this machine cannot offer it; empty when it can. */
    public Optional<String> obstacle() {
        return obstacle.get();
    }
}
