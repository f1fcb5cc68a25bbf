package io.muster.platform.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How a service calls itself on NATS: the name all its replicas share, and the one of this replica (3/ISM). */
public record ServiceIdentity(String instanceName, String replicaId) {
    private static final Key<String> SHARED_NAME = Key.name("service.instance.name")
            .environment("INSTANCE_NAME")
            .byDefaultAs("epr, cm, epmx or kpc")
            .about("Instance name of the service when it runs alone. With several see kaa.{service}.instance-name.");
    private static final Key<String> REPLICA_ID = Key.name("service.instance.replica.id")
            .byDefaultAs("random")
            .about("Replica ID on NATS; must differ between replicas.");

    /**
     * Identities of all services, for those that run here and as the default name for those that run elsewhere.
     *
     * @param randomReplica makes a replica ID where none is configured; letters and digits
     */
    public static Map<Service, ServiceIdentity> read(
            Reader reader, EnabledServices services, Supplier<String> randomReplica) {
        Optional<String> shared = reader.find(SHARED_NAME);
        String replica = reader.find(REPLICA_ID).orElseGet(randomReplica);
        if (shared.isPresent() && services.alone().isEmpty()) {
            reader.remark(
                    SHARED_NAME, "ignored: several services run; name each one with kaa.epr.instance-name and so on");
        }
        Map<Service, ServiceIdentity> identities = new EnumMap<>(Service.class);
        Arrays.stream(Service.values()).forEach(service -> {
            Optional<String> only = services.alone().filter(service::equals).flatMap(alone -> shared);
            String name = reader.find(nameOf(service)).or(() -> only).orElse(service.shortName());
            identities.put(service, new ServiceIdentity(name, replica));
        });
        checkDistinct(reader, identities);
        return Map.copyOf(identities);
    }

    /** The key of one service's instance name. */
    private static Key<String> nameOf(Service service) {
        return Key.name("kaa." + service.shortName() + ".instance-name")
                .byDefaultAs(service.shortName())
                .about("Instance name of " + service + "; stronger than service.instance.name.");
    }

    private static void checkDistinct(Reader reader, Map<Service, ServiceIdentity> identities) {
        identities.forEach((service, identity) -> identities.forEach((other, otherIdentity) -> {
            if (service.compareTo(other) < 0 && identity.instanceName.equals(otherIdentity.instanceName)) {
                Key<String> given = Stream.of(nameOf(other), nameOf(service), SHARED_NAME)
                        .filter(reader::isGiven)
                        .findFirst()
                        .orElse(nameOf(other));
                reader.refuse(
                        given,
                        "found " + Problem.quote(identity.instanceName) + ", which would be the name of both " + service
                                + " and " + other
                                + "; allowed: a different name for each service");
            }
        }));
    }
}
