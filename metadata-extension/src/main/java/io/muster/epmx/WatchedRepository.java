package io.muster.epmx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import io.muster.epmx.repository.Metadata;
import io.muster.epmx.repository.MetadataRepository;
import io.muster.platform.health.Health;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches whether the endpoint register answers, for the health page and the log. */
final class WatchedRepository implements MetadataRepository {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedRepository.class);

    /** Without new calls, an old trouble says nothing about now. */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private final MetadataRepository repository;
    private final Clock clock;
    private volatile @Nullable Instant trouble;

    WatchedRepository(MetadataRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    Health.Part health() {
        Instant last = trouble;
        return last == null || last.plus(MEMORY).isBefore(clock.instant())
                ? Health.Part.up()
                : new Health.Part(Health.State.DEGRADED, "The endpoint register failed at " + last);
    }

    @Override
    public Metadata read(EndpointId endpoint) {
        return watch(() -> repository.read(endpoint));
    }

    @Override
    public Set<String> keys(EndpointId endpoint) {
        return watch(() -> repository.keys(endpoint));
    }

    @Override
    public void update(EndpointId endpoint, ObjectNode values) {
        watch(() -> {
            repository.update(endpoint, values);
            return true;
        });
    }

    @Override
    public void delete(EndpointId endpoint, Set<MetadataKey> keys) {
        watch(() -> {
            repository.delete(endpoint, keys);
            return true;
        });
    }

    @Override
    public boolean replace(EndpointId endpoint, Metadata seen, ObjectNode values) {
        return watch(() -> repository.replace(endpoint, seen, values));
    }

    private <T> T watch(Supplier<T> call) {
        try {
            T answer = call.get();
            trouble = null;
            return answer;
        } catch (Refused refused) {
            boolean troubled = isTrouble(refused.refusal().kind());
            if (troubled && trouble == null) {
                LOG.warn("The endpoint register fails: {}", refused.getMessage());
            }
            trouble = troubled ? clock.instant() : null;
            throw refused;
        }
    }

    private static boolean isTrouble(Kind kind) {
        return switch (kind) {
            case UNAVAILABLE, TIMEOUT, INTERNAL, UNAUTHENTICATED, FORBIDDEN, UNSUPPORTED_MEDIA, TOO_MANY -> true;
            case MALFORMED, NOT_FOUND, CONFLICT, PRECONDITION_FAILED, TOO_LARGE -> false;
        };
    }
}
