package io.muster.platform.tekton;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be read again. However many events arrive while something is read, each scope waits once, not at all if
 * a wider one waits, and many of one instance become the whole instance: memory stays bounded.
 */
final class PendingScopes {
    private static final int MOST_OF_AN_INSTANCE = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Scope> waiting = new LinkedHashSet<>();
    private boolean news;
    private boolean closed;

    /** Adds what was announced just now; what is added together is taken together. */
    void add(Collection<Scope> scopes) {
        lock.lock();
        try {
            scopes.forEach(this::put);
            news = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Puts back what could not be read. */
    void giveBack(Collection<Scope> scopes) {
        lock.lock();
        try {
            scopes.forEach(this::put);
        } finally {
            lock.unlock();
        }
    }

    private void put(Scope scope) {
        if (waiting.stream().anyMatch(other -> other.covers(scope))) {
            return;
        }
        waiting.removeIf(scope::covers);
        waiting.add(scope);
        long ofInstance = waiting.stream()
                .filter(other -> other.instance().equals(scope.instance()))
                .count();
        if (ofInstance > MOST_OF_AN_INSTANCE) {
            put(Scope.everything(scope.instance()));
        }
    }

    /** Waits until there is something and takes all of it; empty after {@link #close}. */
    List<Scope> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<Scope> taken = closed ? List.of() : List.copyOf(waiting);
            waiting.clear();
            news = false;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass after a failure: at least {@code least}, and until {@code most} unless something new arrives. */
    void pause(Duration least, Duration most) {
        long begin = System.nanoTime();
        lock.lock();
        try {
            while (!closed) {
                long left = (news ? least : most).toNanos() - (System.nanoTime() - begin);
                if (left <= 0) {
                    return;
                }
                boolean unused = changed.await(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the one who waits go. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
