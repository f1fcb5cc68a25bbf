package io.muster.platform.config;

import io.muster.platform.http.HttpSettings;
import io.muster.platform.nats.EventStreamSettings;
import java.util.Map;

/** Everything that the whole program shares, read in the order of the documentation. */
record SharedSettings(
        ProcessSettings process,
        Map<Service, ServiceIdentity> identities,
        HttpSettings http,
        Security security,
        Postgres postgres,
        Nats nats,
        EventStreamSettings events,
        Tekton tekton,
        Applications applications,
        ExtensionInstances extensions) {

    static SharedSettings read(Reader reader) {
        ProcessSettings process = ProcessSettings.read(reader);
        Map<Service, ServiceIdentity> identities = ServiceIdentity.read(reader, process.services(), () -> "r4nd0m");
        HttpSettings http = Http.read(reader);
        Security security = Security.read(reader);
        security.checkProtectedMode(reader, http);
        return new SharedSettings(
                process,
                identities,
                http,
                security,
                Postgres.read(reader),
                Nats.read(reader),
                Events.read(reader),
                Tekton.read(reader),
                Applications.read(reader),
                ExtensionInstances.read(reader, "epmx"));
    }
}
