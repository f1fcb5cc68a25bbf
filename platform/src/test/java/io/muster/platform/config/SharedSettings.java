package io.muster.platform.config;

import java.util.Map;

/** Everything that the whole program shares, read in the order of the documentation. */
record SharedSettings(
        ProcessSettings process,
        Map<Service, ServiceIdentity> identities,
        HttpSettings http,
        SecuritySettings security,
        PostgresSettings postgres,
        NatsSettings nats,
        Applications applications,
        ExtensionInstances extensions) {

    static SharedSettings read(Reader reader) {
        ProcessSettings process = ProcessSettings.read(reader);
        Map<Service, ServiceIdentity> identities = ServiceIdentity.read(reader, process.services(), () -> "r4nd0m");
        HttpSettings http = HttpSettings.read(reader);
        SecuritySettings security = SecuritySettings.read(reader);
        security.checkProtectedMode(reader, http);
        return new SharedSettings(
                process,
                identities,
                http,
                security,
                PostgresSettings.read(reader),
                NatsSettings.read(reader),
                Applications.read(reader),
                ExtensionInstances.read(reader, "epmx"));
    }
}
