package io.muster.server.adapter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import io.muster.epmx.repository.Metadata;
import io.muster.epmx.repository.MetadataRepository;
import io.muster.epr.EndpointRegister;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.metadata.MetadataChange;
import io.muster.platform.http.EntityTags;
import io.muster.platform.postgres.DatabaseFailure;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** EPMX's way to EPR where both live in this process. */
public record LocalMetadata(EndpointRegister register) implements MetadataRepository {

    private static final Logger LOG = LoggerFactory.getLogger(LocalMetadata.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    @Override
    public Metadata read(EndpointId endpoint) {
        Endpoint stored = stored(endpoint);
        return new Metadata(stored.metadata(), stored.metadataTag());
    }

    @Override
    public Set<String> keys(EndpointId endpoint) {
        Set<String> keys = new LinkedHashSet<>();
        stored(endpoint).metadata().fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Override
    public void update(EndpointId endpoint, ObjectNode values) {
        change(endpoint, new MetadataChange.SetKeys(values), Optional.empty());
    }

    @Override
    public void delete(EndpointId endpoint, Set<MetadataKey> keys) {
        Set<String> names = keys.stream().map(MetadataKey::value).collect(Collectors.toSet());
        change(endpoint, new MetadataChange.RemoveKeys(names), Optional.empty());
    }

    @Override
    public boolean replace(EndpointId endpoint, Metadata seen, ObjectNode values) {
        try {
            EntityTags unchanged = new EntityTags(false, Set.of(seen.tag()));
            change(endpoint, new MetadataChange.Replace(values), Optional.of(unchanged));
            return true;
        } catch (Refused refused) {
            if (refused.refusal().kind() == Kind.PRECONDITION_FAILED) {
                return false;
            }
            throw refused;
        }
    }

    private void change(EndpointId endpoint, MetadataChange change, Optional<EntityTags> ifMatch) {
        answered(() -> register.writer().execute(new Command.ChangeMetadata(endpoint.value(), change, ifMatch)));
    }

    private Endpoint stored(EndpointId endpoint) {
        return answered(() -> register.endpoints().get(endpoint.value()));
    }

    /** The register's database is behind a wall for the caller: without it, it is the register that does not answer. */
    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (DatabaseFailure failure) {
            if (!failure.unavailable()) {
                throw failure;
            }
            LOG.debug("The endpoint register's database does not answer", failure);
            throw Refusal.unavailable("The endpoint register cannot reach its database", RETRY_AFTER)
                    .refused();
        }
    }
}
