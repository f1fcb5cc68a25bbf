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
        if (answer == null || !current(key, answer) || answer.age() >= freshFor(answer) || usedFirst(answer)) {
            return Optional.empty();
        }
        sources.memory();
        return Optional.of(verdict(answer));
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
            if (found.isPresent() && standing(found.get()) == Standing.FIRST_USE) {
                found = table.firstUse(found.get().id());
            }
            Answer<C> answer = new Answer<>(found, epoch, sinceUse(found));
            if (current(key, answer)) {
                answers.put(key, answer);
                sources.database();
                return verdict(answer);
            }
        }
        throw Refusal.unavailable("The credential is being changed over and over; try again", RETRY_AFTER)
                .refused();
    }

    private Verdict<C> inGrace(K key, DatabaseFailure failure) {
        Answer<C> answer = answers.getIfPresent(key);
        if (failure.unavailable() && answer != null && current(key, answer)) {
            Verdict<C> verdict = verdict(answer);
            if (verdict instanceof Verdict.Accepted) {
                sources.grace();
                return verdict;
            }
        }
        throw failure;
    }

    /** Its validity began after it was read: the first use is yet to be stored. */
    private boolean usedFirst(Answer<C> answer) {
        return answer.credential()
                .map(credential -> standing(credential) == Standing.FIRST_USE)
                .orElse(false);
    }

    private boolean current(K key, Answer<C> answer) {
        Object subject = answer.credential().<Object>map(Credential::id).orElse(key);
        return marks.current(subject, answer.epoch());
    }

    private long freshFor(Answer<C> answer) {
        boolean positive = answer.credential()
                .map(credential -> credential.state().status() == Status.ACTIVE)
                .orElse(false);
        return (positive ? settings.fresh() : settings.negative()).toNanos();
    }

    private Verdict<C> verdict(Answer<C> answer) {
        if (answer.credential().isEmpty()) {
            return new Verdict.Unknown<>();
        }
        C credential = answer.credential().get();
        Standing standing = standing(credential);
        return switch (standing) {
            case USABLE, FIRST_USE -> {
                if (answer.useIsDue(settings.useInterval())) {
                    usage.used(table, credential.id(), clock.instant());
                }
                yield new Verdict.Accepted<>(credential);
            }
            case SUSPENDED, REVOKED, NOT_YET_VALID, EXPIRED -> new Verdict.Denied<>(credential, standing);
        };
    }

    private Duration sinceUse(Optional<C> credential) {
        return credential
                .flatMap(used -> used.state().lastUsedAt())
                .map(used -> Duration.between(used, clock.instant()))
                .orElse(settings.useInterval());
    }

    private Standing standing(C credential) {
        return credential.state().standing(clock.instant());
    }

    /** What was read, and when. */
    private static final class Answer<C extends Credential> {
        private final Optional<C> credential;
        private final long epoch;
        private final long readAt = System.nanoTime();
        private volatile long useNotedAt;

        Answer(Optional<C> credential, long epoch, Duration sinceUse) {
            this.credential = credential;
            this.epoch = epoch;
            this.useNotedAt = readAt - sinceUse.toNanos();
        }

        Optional<C> credential() {
            return credential;
        }

        long epoch() {
            return epoch;
        }

        long age() {
            return System.nanoTime() - readAt;
        }

        /** Two threads may both find it due; noting a use twice does no harm. */
        boolean useIsDue(Duration interval) {
            long now = System.nanoTime();
            if (now - useNotedAt < interval.toNanos()) {
                return false;
            }
            useNotedAt = now;
            return true;
        }
    }
}
