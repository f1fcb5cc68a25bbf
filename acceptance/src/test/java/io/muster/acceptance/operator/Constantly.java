package io.muster.acceptance.operator;

import io.muster.acceptance.program.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that are at work all the time while something is done to the program, and what they got for it. */
final class Constantly implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Worker> workers = new ArrayList<>();
    private volatile boolean going = true;

    /** A client. */
    interface Client {
        /** Sends one or a few requests and tells what became of them. */
        void work(Account account);
    }

    /** What a client got. */
    static final class Account {
        private final AtomicLong answers = new AtomicLong();
        private final List<String> failures = new CopyOnWriteArrayList<>();

        /** An answer as it should be. */
        void answered() {
            answers.incrementAndGet();
        }

        /** Anything else. */
        void failed(String what) {
            failures.add(what);
        }
    }

    private record Worker(String name, Account account, Future<?> running) {}

    /** Sets a client to work. */
    void start(String name, Client client) {
        Account account = new Account();
        workers.add(new Worker(name, account, threads.submit(() -> {
            while (going) {
                client.work(account);
            }
        })));
    }

    /** Waits until each client has got so many answers more. */
    void awaitAnswers(int more) {
        List<Long> before =
                workers.stream().map(worker -> worker.account.answers.get()).toList();
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            long goal = before.get(i) + more;
            Await.until(
                    Await.LONG,
                    () -> worker.account.answers.get() >= goal || worker.running.isDone(),
                    () -> worker.name + " is not answered; failures so far: " + failures());
        }
    }

    /** What went wrong, of all clients. */
    List<String> failures() {
        return workers.stream()
                .flatMap(worker -> worker.account.failures.stream().map(failure -> worker.name + ": " + failure))
                .toList();
    }

    /** Lets each client end what it does. */
    @Override
    public void close() {
        going = false;
        threads.shutdown();
        for (Worker worker : workers) {
            try {
                worker.running.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new AssertionError(worker.name + " failed", e.getCause());
            }
        }
    }
}
