package io.muster.kpc.extension;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Who may send extensions one more request. When three quarters of the places are taken only those go on who have few
 * requests in work, so that clients who ask for more than can be served never stand in the way of the others.
 *
 * <p>Who has to wait is called when a place is free, one for each place; who finds none left has to wait anew.
 */
public final class Room {
    private static final int FEW = 4;

    private final int capacity;
    private final IntSupplier taken;
    private final BooleanSupplier blocked;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param taken how many places are taken
     * @param blocked whether nobody may send, whatever is free
     */
    Room(int capacity, IntSupplier taken, BooleanSupplier blocked) {
        this.capacity = capacity;
        this.taken = taken;
        this.blocked = blocked;
    }

    /** Whether somebody with so many requests in work may send one more. */
    public boolean isFree(int inWork) {
        int all = taken.getAsInt();
        return all < (inWork < FEW ? capacity : capacity - capacity / 4) && !blocked.getAsBoolean();
    }

    /** Calls {@code then} once, on any thread, when it makes sense to ask again. */
    public void await(Runnable then) {
        waiting.add(then);
    }

    /** A place is free. */
    void freed() {
        Runnable next = waiting.poll();
        if (next != null) {
            next.run();
        }
    }

    /** Calls as many as there are places, in case somebody went who did not take the place meant for it. */
    void lookAround() {
        for (int free = capacity - taken.getAsInt(); free > 0 && !blocked.getAsBoolean(); free--) {
            Runnable next = waiting.poll();
            if (next == null) {
                return;
            }
            next.run();
        }
    }
}
