package io.muster.kpc.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS material of a listener, as it stands in files. Content is compared, not only times; files that cannot
 * be used leave the present certificate in force. New content counts when two looks have found the same: certificate and
 * key are two files, and one may have been written when the other has not. Connections that are open stay as they are.
 */
public final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final MqttSettings.Tls settings;
    private final ClientAuth clientAuth;
    private List<Buffer> content;
    private List<Buffer> seen;

    private Certificates(MqttSettings.Tls settings, ClientAuth clientAuth) {
        this.settings = settings;
        this.clientAuth = clientAuth;
        this.content = read();
        this.seen = content;
    }

    /** For a listener that asks clients for theirs, as the settings have it. */
    static Certificates ofBothSides(MqttSettings.Tls settings) {
        ClientAuth shown = settings.clientAuthority().isPresent() ? ClientAuth.REQUEST : ClientAuth.NONE;
        return new Certificates(settings, settings.certificateRequired() ? ClientAuth.REQUIRED : shown);
    }

    /** For a listener whose clients show none. */
    public static Certificates ofServer(MqttSettings.Tls settings) {
        return new Certificates(settings, ClientAuth.NONE);
    }

    /** What a listener starts with. */
    public <O extends NetServerOptions> O apply(O options) {
        options.setSsl(true)
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setClientAuth(clientAuth)
                .setKeyCertOptions(key());
        trust().ifPresent(options::setTrustOptions);
        return options;
    }

    /**
     * Looks at the files now and then, and gives the listener what they hold if that is not what they held before.
     *
     * @param listener takes it
     * @return the timer, to be cancelled
     */
    public long watch(Vertx vertx, Function<ServerSSLOptions, Future<?>> listener) {
        return vertx.setPeriodic(settings.reloadInterval().toMillis(), timer -> vertx.executeBlocking(this::changed)
                .onSuccess(changed -> {
                    if (changed) {
                        listener.apply(options())
                                .onSuccess(done -> LOG.info("The TLS certificate has been replaced"))
                                .onFailure(e -> LOG.warn("The new TLS certificate cannot be used: {}", e.getMessage()));
                    }
                }));
    }

    private boolean changed() {
        try {
            List<Buffer> before = seen;
            seen = read();
            if (seen.equals(content) || !seen.equals(before)) {
                return false;
            }
            content = seen;
            return true;
        } catch (UncheckedIOException unreadable) {
            LOG.warn("A TLS file cannot be read: {}", unreadable.getMessage());
            return false;
        }
    }

    private ServerSSLOptions options() {
        ServerSSLOptions options =
                new ServerSSLOptions().setClientAuth(clientAuth).setKeyCertOptions(key());
        options.setEnabledSecureTransportProtocols(PROTOCOLS);
        trust().ifPresent(options::setTrustOptions);
        return options;
    }

    private PemKeyCertOptions key() {
        return new PemKeyCertOptions().addCertValue(content.get(0)).addKeyValue(content.get(1));
    }

    private Optional<PemTrustOptions> trust() {
        return content.size() < 3 ? Optional.empty() : Optional.of(new PemTrustOptions().addCertValue(content.get(2)));
    }

    private List<Buffer> read() {
        return java.util.stream.Stream.of(settings.certificate(), settings.key(), settings.clientAuthority())
                .flatMap(Optional::stream)
                .map(Certificates::read)
                .toList();
    }

    private static Buffer read(Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
