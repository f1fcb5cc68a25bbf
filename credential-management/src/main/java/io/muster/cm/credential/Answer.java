package io.muster.cm.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was read of a credential, and when; made ready to be given again and again. Moments in nanoseconds are those of
 * {@link System#nanoTime()}.
 *
 * @param <C> kind of credential
 */
final class Answer<C extends Credential> {

    private final Optional<C> credential;
    private final Object subject;
    private final long epoch;
    private final long readAt = System.nanoTime();
    private final long freshNanos;
    private final Optional<Verdict<C>> lasting;
    private volatile long useNotedAt;

    /**
     * @param key what was looked up
     * @param epoch that of the marks before it was read
     * @param sinceUse time since the last use that is stored
     */
    Answer(Object key, Optional<C> credential, long epoch, CacheSettings settings, Duration sinceUse) {
        this.credential = credential;
        this.subject = credential.<Object>map(Credential::id).orElse(key);
        this.epoch = epoch;
        this.freshNanos = (isActive() ? settings.fresh() : settings.negative()).toNanos();
        this.lasting = lasts() ? Optional.of(verdict(Instant.EPOCH)) : Optional.empty();
        this.useNotedAt = readAt - sinceUse.toNanos();
    }

    private boolean isActive() {
        return credential.map(found -> found.state().status() == Status.ACTIVE).orElse(false);
    }

    /** Whether the verdict is the same at any moment, as it is for all that have no limits of validity. */
    private boolean lasts() {
        return credential
                .map(found -> found.state().validity().equals(Validity.ALWAYS) && !firstUse(found, Instant.EPOCH))
                .orElse(true);
    }

    /** Whether nothing was marked as changed since. */
    boolean current(Marks marks) {
        return marks.current(subject, epoch);
    }

    /** Whether it is young enough to be given without asking the database. */
    boolean fresh(long nanos) {
        return nanos - readAt < freshNanos;
    }

    /** Its validity began after it was read: the first use is yet to be stored. */
    boolean usedFirst(Clock clock) {
        return lasting.isEmpty()
                && credential.map(found -> firstUse(found, clock.instant())).orElse(false);
    }

    private static boolean firstUse(Credential credential, Instant now) {
        return credential.state().standing(now) == Standing.FIRST_USE;
    }

    Verdict<C> verdict(Clock clock) {
        return lasting.isPresent() ? lasting.get() : verdict(clock.instant());
    }

    private Verdict<C> verdict(Instant now) {
        if (credential.isEmpty()) {
            return new Verdict.Unknown<>();
        }
        C found = credential.get();
        Standing standing = found.state().standing(now);
        return switch (standing) {
            case USABLE, FIRST_USE -> new Verdict.Accepted<>(found);
            case SUSPENDED, REVOKED, NOT_YET_VALID, EXPIRED -> new Verdict.Denied<>(found, standing);
        };
    }

    /** Two threads may both find it due; noting a use twice does no harm. */
    boolean useIsDue(long nanos, long intervalNanos) {
        if (nanos - useNotedAt < intervalNanos) {
            return false;
        }
        useNotedAt = nanos;
        return true;
    }
}
