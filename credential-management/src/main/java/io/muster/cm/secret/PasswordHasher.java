package io.muster.cm.secret;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.contract.error.Refusal;
import io.muster.platform.work.Waiting;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hashes passwords on threads of its own, so that a storm of logins can neither take all processors nor all memory: as
 * many hashes at a time as there are threads, a bounded queue, and a refusal beyond it.
 */
public final class PasswordHasher implements AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final PasswordParameters parameters;
    private final ThreadPoolExecutor threads;
    private final PasswordHash nobody;
    private final Timer hashing;
    private final Counter refused;

    /**
     * @param concurrency hashes at the same time
     * @param waiting hashes that may wait
     */
    public PasswordHasher(PasswordParameters parameters, int concurrency, int waiting, MeterRegistry metrics) {
        this.parameters = parameters;
        this.threads = new ThreadPoolExecutor(
                concurrency,
                concurrency,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform().daemon().name("cm-password-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
        this.nobody = PasswordHash.ofNobody(parameters);
        Gauge.builder("muster.cm.password.waiting", threads.getQueue(), Collection::size)
                .description("Passwords that wait to be hashed")
                .register(metrics);
        hashing = Timer.builder("muster.cm.password.hashing")
                .description("Hashing of passwords, without the wait for a thread")
                .register(metrics);
        refused = Counter.builder("muster.cm.password.refused")
                .description("Passwords that were not checked because too many waited already")
                .register(metrics);
    }

    /** Hashes a new password. */
    public PasswordHash hash(String password) {
        return run(() -> PasswordHash.of(password, parameters));
    }

    /** Hashes a new password that is to be accepted beside the one of {@code other}, see {@link #fitting}. */
    public PasswordHash hashBeside(PasswordHash other, String password) {
        return run(() -> other.beside(password));
    }

    /**
     * That one of some hashes that {@code password} has. Costs one hash where they were made {@linkplain #hashBeside beside
     * each other}, so that nobody learns from the time it takes how many there are.
     */
    public Optional<PasswordHash> fitting(List<PasswordHash> stored, String password) {
        return run(() -> {
            PasswordHash shown = stored.getFirst().beside(password);
            Optional<PasswordHash> fitting = Optional.empty();
            for (PasswordHash each : stored) {
                PasswordHash same = shown.sharesSalt(each) ? shown : each.beside(password);
                fitting = same.equalsSecretly(each) ? Optional.of(each) : fitting;
            }
            return fitting;
        });
    }

    /** Costs as much as {@link #fits}: so that an unknown user is answered no faster than a wrong password. */
    public void pretend(String password) {
        run(() -> nobody.fits(password));
    }

    /** Whether {@code stored} was made with other parameters than new hashes are. */
    public boolean outdated(PasswordHash stored) {
        return !stored.parameters().equals(parameters);
    }

    private <T> T run(Supplier<T> work) {
        try {
            return Waiting.on(CompletableFuture.supplyAsync(hashing.wrap(work), threads));
        } catch (RejectedExecutionException full) {
            refused.increment();
            throw Refusal.unavailable("Too many passwords wait to be checked; try again", RETRY_AFTER)
                    .refused();
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
