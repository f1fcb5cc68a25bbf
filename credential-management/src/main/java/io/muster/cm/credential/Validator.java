package io.muster.cm.credential;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.contract.error.Refusal;
import io.muster.platform.postgres.DatabaseFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Validates credentials of one kind: from memory where possible, else from the database.
 *
 * <p>An answer from memory is given only while it is young, its credential was not marked as changed, and its validity
 * window is open. An answer that was overtaken by a change while it was read is read again, so that this replica never
 * accepts a credential after it has marked it.
 *
 * @param <K> what a credential is looked up by; its hash code and equality decide
 * @param <C> kind of credential
 */
public final class Validator<K, C extends Credential> {

    private static final int MAX_READS = 10;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final CredentialTable<C> table;
    private final Marks marks;
    private final Usage usage;
    private final CacheSettings settings;
    private final long useIntervalNanos;
    private final Clock clock;
    private final Cache<K, Answer<C>> answers;
    private final AnswerSources sources;

    public Validator(
            CredentialTable<C> table,
            Marks marks,
            Usage usage,
            CacheSettings settings,
            Clock clock,
            MeterRegistry metrics) {
        this.table = table;
        this.marks = marks;
        this.usage = usage;
        this.settings = settings;
        this.useIntervalNanos = settings.useInterval().toNanos();
        this.clock = clock;
        this.answers = Caffeine.newBuilder()
                // Its upkeep is done in passing by those who use it: waking up another thread for it costs more.
                .executor(Runnable::run)
                .maximumSize(settings.entries())
                .expireAfterWrite(settings.fresh().plus(settings.grace()))
                .build();
        this.sources = new AnswerSources(metrics, table.name());
        Gauge.builder("muster.cm.remembered", answers, Cache::estimatedSize)
                .description("Answers in memory, by kind")
                .tag("kind", table.name())
                .register(metrics);
    }

    /** The answer, if it is known without asking the database. Never blocks. */
    public Optional<Verdict<C>> atHand(K key) {
        Answer<C> answer = answers.getIfPresent(key);
        long now = System.nanoTime();
        if (answer == null || !answer.current(marks) || !answer.fresh(now) || answer.usedFirst(clock)) {
            return Optional.empty();
        }
        sources.memory();
        return Optional.of(given(answer, now));
    }

    /**
     * The answer, from memory or by {@code find}; a first use is stored before it returns.
     *
     * @throws DatabaseFailure when the database cannot be reached and memory holds no answer that may still be given
     */
    public Verdict<C> validate(K key, Supplier<Optional<C>> find) {
        return atHand(key).orElseGet(() -> {
            try {
                return read(key, find);
            } catch (DatabaseFailure failure) {
                return inGrace(key, failure);
            }
        });
    }

    private Verdict<C> read(K key, Supplier<Optional<C>> find) {
        for (int reads = 0; reads < MAX_READS; reads++) {
            long epoch = marks.epoch();
            Optional<C> found = find.get();
            if (found.isPresent() && found.get().state().standing(clock.instant()) == Standing.FIRST_USE) {
                found = table.firstUse(found.get().id());
            }
            Answer<C> answer = new Answer<>(key, found, epoch, settings, sinceUse(found));
            if (answer.current(marks)) {
                answers.put(key, answer);
                sources.database();
                return given(answer, System.nanoTime());
            }
        }
        throw Refusal.unavailable("The credential is being changed over and over; try again", RETRY_AFTER)
                .refused();
    }

    private Verdict<C> inGrace(K key, DatabaseFailure failure) {
        Answer<C> answer = answers.getIfPresent(key);
        if (failure.unavailable() && answer != null && answer.current(marks)) {
            Verdict<C> verdict = given(answer, System.nanoTime());
            if (verdict instanceof Verdict.Accepted) {
                sources.grace();
                return verdict;
            }
        }
        throw failure;
    }

    private Verdict<C> given(Answer<C> answer, long now) {
        Verdict<C> verdict = answer.verdict(clock);
        if (verdict instanceof Verdict.Accepted<C> accepted && answer.useIsDue(now, useIntervalNanos)) {
            usage.used(table, accepted.credential().id(), clock.instant());
        }
        return verdict;
    }

    private Duration sinceUse(Optional<C> credential) {
        return credential
                .flatMap(used -> used.state().lastUsedAt())
                .map(used -> Duration.between(used, clock.instant()))
                .orElse(settings.useInterval());
    }
}
