package io.muster.platform.config;

import java.util.List;
import java.util.Optional;

/** Which services this process runs; at least one. */
public record EnabledServices(List<Service> services) {
    private static final Key<List<Service>> SERVICES = Key.list("muster.services", ValueType.choice(Service.class))
            .byDefault(List.of(Service.values()))
            .flag("--services")
            .about("The services that this process runs.");

    public EnabledServices {
        services = List.copyOf(services);
    }

    public static EnabledServices read(Reader reader) {
        return new EnabledServices(reader.get(SERVICES));
    }

    public boolean contains(Service service) {
        return services.contains(service);
    }

    /** The one service of a process that runs no other. */
    public Optional<Service> alone() {
        return services.size() == 1 ? Optional.of(services.getFirst()) : Optional.empty();
    }
}
