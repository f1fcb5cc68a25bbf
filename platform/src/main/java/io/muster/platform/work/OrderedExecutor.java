package io.muster.platform.work;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on virtual threads: tasks of one key one after the other in the order of submission, tasks of different
 * keys side by side.
 *
 * <p>At most {@code limit} tasks are held (running or waiting); {@link #submit} blocks its caller beyond that, which is
 * the back-pressure towards whoever feeds it. A key that holds {@value #FEW} of the places or more gets no other then, so
 * that nobody waits for somebody else's long queue.
 */
public final class OrderedExecutor implements AutoCloseable {

    private static final int FEW = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Object, Queue<Runnable>> queues = new HashMap<>();
    private final int limit;
    private int held;

    /** @param limit tasks held at the same time, running and waiting */
    public OrderedExecutor(int limit) {
        this.limit = limit;
    }

    /**
     * Queues {@code task} behind earlier ones of {@code key}; blocks while the executor is full.
     *
     * @return false if it is full and the key has its share already; then the task does not run
     */
    public boolean submit(Object key, Runnable task) {
        lock.lock();
        try {
            while (held >= limit) {
                if (heldBy(key) >= FEW) {
                    return false;
                }
                changed.awaitUninterruptibly();
            }
            held++;
            Queue<Runnable> queue = queues.get(key);
            if (queue != null) {
                queue.add(task);
                return true;
            }
            Queue<Runnable> fresh = new ArrayDeque<>();
            fresh.add(task);
            queues.put(key, fresh);
            Thread.ofVirtual().name("ordered").start(() -> drain(key, fresh));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private int heldBy(Object key) {
        Queue<Runnable> queue = queues.get(key);
        return queue == null ? 0 : queue.size();
    }

    /** Tasks held now, running and waiting. */
    public int held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every task submitted so far has run. */
    @Override
    public void close() {
        lock.lock();
        try {
            while (held > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void drain(Object key, Queue<Runnable> queue) {
        for (Runnable task = head(queue); task != null; task = next(key, queue)) {
            try {
                task.run();
            } catch (RuntimeException e) {
                Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
            }
        }
    }

    private @Nullable Runnable head(Queue<Runnable> queue) {
        lock.lock();
        try {
            return queue.peek();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable next(Object key, Queue<Runnable> queue) {
        lock.lock();
        try {
            queue.remove();
            held--;
            changed.signalAll();
            if (queue.isEmpty()) {
                queues.remove(key);
            }
            return queue.peek();
        } finally {
            lock.unlock();
        }
    }
}
