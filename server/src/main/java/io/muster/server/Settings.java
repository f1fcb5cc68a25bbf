package io.muster.server;

import io.muster.cm.CredentialSettings;
import io.muster.epmx.MetadataExtensionSettings;
import io.muster.epr.EndpointRegisterSettings;
import io.muster.epr.batch.Seal;
import io.muster.epr.registration.RemoteTokenProvisioning;
import io.muster.kpc.CommunicationSettings;
import io.muster.platform.config.Applications;
import io.muster.platform.config.Catalogue;
import io.muster.platform.config.Configuration;
import io.muster.platform.config.Events;
import io.muster.platform.config.ExtensionInstances;
import io.muster.platform.config.Http;
import io.muster.platform.config.Nats;
import io.muster.platform.config.Postgres;
import io.muster.platform.config.ProcessSettings;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Secret;
import io.muster.platform.config.Security;
import io.muster.platform.config.Service;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.config.Tekton;
import io.muster.platform.http.HttpSettings;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.trace.Correlation;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the program can be told, read and checked at once; also what concerns services that do not run here, since
 * one file may be shared by all of them.
 *
 * @param applications those of the file; not in force where Tekton is asked instead
 * @param credentialManagement where CM answers, if it runs in another process
 * @param batchKey what EPR seals batch requests with; empty: a key of its own in the data directory
 * @param file the configuration file, if there is one
 * @param configuration the effective configuration, for printing
 */
public record Settings(
        ProcessSettings process,
        LogSettings log,
        HttpSettings http,
        Security security,
        Nats nats,
        EventStreamSettings events,
        Postgres postgres,
        Map<Service, ServiceIdentity> identities,
        Tekton tekton,
        Applications applications,
        ExtensionInstances extensions,
        EndpointRegisterSettings register,
        RemoteTokenProvisioning.Address credentialManagement,
        Optional<Secret> batchKey,
        CredentialSettings credentials,
        MetadataExtensionSettings metadataExtension,
        CommunicationSettings communication,
        Optional<Path> file,
        Configuration configuration) {

    /**
     * Reads flags, environment and file.
     *
     * @throws io.muster.platform.config.InvalidConfiguration with all mistakes
     */
    public static Settings read(Map<String, String> flags, Map<String, String> environment) {
        return read(Reader.open(flags, environment));
    }

    /** All keys there are, without reading anything. */
    public static Catalogue catalogue() {
        return read(Map.of(), Map.of()).configuration().catalogue();
    }

    private static Settings read(Reader reader) {
        ProcessSettings process = ProcessSettings.read(reader);
        LogSettings log = LogSettings.read(reader);
        HttpSettings http = Http.read(reader);
        Security security = Security.read(reader);
        security.checkProtectedMode(reader, http);
        Nats nats = Nats.read(reader);
        EventStreamSettings events = Events.read(reader);
        Postgres postgres = Postgres.read(reader);
        Map<Service, ServiceIdentity> identities = ServiceIdentity.read(reader, process.services(), Correlation::newId);
        Tekton tekton = Tekton.read(reader);
        Applications applications = Applications.read(reader);
        String epr = name(identities, Service.EPR);
        String epmx = name(identities, Service.EPMX);
        String kpc = name(identities, Service.KPC);
        ExtensionInstances extensions = ExtensionInstances.read(reader, epmx);
        EndpointRegisterSettings register = EndpointRegisterSettings.read(reader, kpc);
        RemoteTokenProvisioning.Address credentialManagement = RemoteTokenProvisioning.Address.read(reader);
        Optional<Secret> batchKey = Seal.key(reader);
        CredentialSettings credentials = CredentialSettings.read(reader, epr);
        MetadataExtensionSettings metadataExtension = MetadataExtensionSettings.read(reader, epmx, kpc, epr);
        CommunicationSettings communication = CommunicationSettings.read(reader, http.host());
        return new Settings(
                process,
                log,
                http,
                security,
                nats,
                events,
                postgres,
                identities,
                tekton,
                applications,
                extensions,
                register,
                credentialManagement,
                batchKey,
                credentials,
                metadataExtension,
                communication,
                reader.configurationFile(),
                reader.finish());
    }

    /** How a service calls itself, whether it runs here or elsewhere. */
    public ServiceIdentity identity(Service service) {
        return identity(identities, service);
    }

    /** Whether a service runs in this process. */
    public boolean runs(Service service) {
        return process.services().contains(service);
    }

    private static String name(Map<Service, ServiceIdentity> identities, Service service) {
        return identity(identities, service).instanceName();
    }

    private static ServiceIdentity identity(Map<Service, ServiceIdentity> identities, Service service) {
        ServiceIdentity identity = identities.get(service);
        if (identity == null) {
            throw new IllegalStateException("Every service has an identity");
        }
        return identity;
    }
}
