package io.muster.server.adapter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
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
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** EPMX's way to EPR where both live in this process. */
public record LocalMetadata(EndpointRegister register) implements MetadataRepository {

    @Override
    public Metadata read(EndpointId endpoint) {
        Endpoint stored = register.endpoints().get(endpoint.value());
        return new Metadata(stored.metadata(), stored.metadataTag());
    }

    @Override
    public Set<String> keys(EndpointId endpoint) {
        Set<String> keys = new LinkedHashSet<>();
        register.endpoints().get(endpoint.value()).metadata().fieldNames().forEachRemaining(keys::add);
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
        register.writer().execute(new Command.ChangeMetadata(endpoint.value(), change, ifMatch));
    }
}
