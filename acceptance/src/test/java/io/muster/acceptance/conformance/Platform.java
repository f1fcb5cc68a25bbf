package io.muster.acceptance.conformance;

import io.muster.acceptance.client.Management;
import io.muster.acceptance.mqtt.Login;
import io.muster.acceptance.program.Ports;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.ServerCertificate;
import io.muster.acceptance.program.Setup;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A Muster in its surroundings: with the application versions the published clients name, the extensions they speak to,
 * TLS for devices, a page of another origin, and a key to its REST APIs.
 */
record Platform(RunningMuster muster, Neighbours neighbours, int tlsPort, Path certificate) implements AutoCloseable {
    /** Where pages come from that may call it. */
    static final String ORIGIN = "http://dashboard.example:9000";

    /** A version whose name has what clients put between application and version. */
    static final String NODE_RED = "smart_home-v1";

    /** The version of the thermostat. */
    static final String THERMOSTAT = "environment-ver-1";

    /** What back ends have to show. */
    static final String API_KEY = "0123456789abcdef0123456789abcdef";

    private static final String CONFIGURATION = """
            muster:
              http:
                allowed-origins: [%s]
              security:
                api-keys: tests %s
            kaa:
              applications:
                demo_application:
                  versions:
                    demo_application_v1:
                    demo_application_v2:
                smart_home:
                  versions:
                    smart_home-v1:
                environment:
                  versions:
                    environment-ver-1:
              extension-instances:
                epmx:
                  endpoint-aware: true
            %s
              kpc:
                transports:
                  mqtt:
                    tls:
                      enabled: true
                      port: %d
                      cert-file: %s
                      key-file: %s
            """;

    static Platform start() {
        Setup setup = Setup.fresh();
        ServerCertificate identity = ServerCertificate.in(setup.home());
        int tlsPort = Ports.free();
        String extensions = Neighbours.NAMES.stream()
                .map(name -> "    " + name + ":\n      endpoint-aware: true")
                .collect(Collectors.joining("\n"));
        RunningMuster muster = setup.configured(CONFIGURATION.formatted(
                        ORIGIN, API_KEY, extensions, tlsPort, identity.certificate(), identity.key()))
                .start();
        return new Platform(muster, Neighbours.at(muster.natsUrl()), tlsPort, identity.certificate());
    }

    Management management() {
        return new Management(muster, "x-iamcore-api-key", API_KEY);
    }

    Login tls() {
        return Login.tls(tlsPort, certificate);
    }

    @Override
    public void close() {
        neighbours.close();
        muster.discard();
    }
}
