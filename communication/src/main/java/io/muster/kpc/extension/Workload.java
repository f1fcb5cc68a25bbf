package io.muster.kpc.extension;

import io.micrometer.core.instrument.Timer;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.platform.work.AdaptiveLimit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What one extension has been asked and has not answered yet, and who may ask it more.
 *
 * <p>An extension that is asked more than it can do answers everybody late: all requests stand in one queue, that of the
 * device that asks once behind thousands of those that ask all the time. So it is given only as many as it answers within
 * the time that is allowed ({@link AdaptiveLimit}), and what these are is shared out by endpoint. When they are all under
 * way an endpoint that has one among them gets no other: it is told at once to wait for its answers. An endpoint that has
 * none gets one, up to {@value #FIRST} times the limit; only then there are more devices than the extension can serve,
 * and each of them is refused as likely as any other.
 */
final class Workload {
    private static final int LEAST = 64;
    /** Part of all places that an extension begins with, as nobody knows yet how fast it is. */
    private static final int BEGINNING = 16;

    private static final int FIRST = 8;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final String extension;
    private final AdaptiveLimit limit;
    private final Timer roundTrip;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    Workload(String extension, ExtensionSettings settings, Timer roundTrip) {
        this.roundTrip = roundTrip;
        this.extension = extension;
        this.limit =
                new AdaptiveLimit(LEAST, settings.maxInFlight() / BEGINNING, settings.maxInFlight(), settings.delay());
    }

    /** One more request, which ends with {@link #answered} or {@link #remove}; or why it must not be sent. */
    Optional<Refusal> add(Inquiry inquiry) {
        String endpoint = inquiry.endpointId().orElse("");
        boolean first = !endpoint.isEmpty() && !underWay.containsKey(endpoint);
        if (limit.enter(first ? FIRST : 1)) {
            underWay.merge(endpoint, 1, Integer::sum);
            return Optional.empty();
        }
        return Optional.of(
                first || endpoint.isEmpty()
                        ? Refusal.unavailable("The extension " + extension + " is busy; try again", RETRY_AFTER)
                        : new Refusal(
                                Kind.TOO_MANY,
                                "The extension " + extension + " is busy; await the answers to what was asked before",
                                Optional.of(RETRY_AFTER)));
    }

    /** The extension has answered a request that was asked at that time of {@link System#nanoTime}. */
    void answered(Inquiry inquiry, long asked) {
        limit.ended(asked);
        roundTrip.record(System.nanoTime() - asked, TimeUnit.NANOSECONDS);
        forget(inquiry);
    }

    /** Nobody waits any longer for the answer. */
    void remove(Inquiry inquiry) {
        limit.left();
        forget(inquiry);
    }

    private void forget(Inquiry inquiry) {
        String endpoint = inquiry.endpointId().orElse("");
        underWay.merge(endpoint, -1, Integer::sum);
        underWay.remove(endpoint, 0);
    }

    /** How many may be under way at present. */
    int limit() {
        return limit.limit();
    }
}
