package io.muster.platform.nats;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/** Makes the TLS context of the NATS client from PEM files. */
final class NatsTls {

    private NatsTls() {}

    /** @throws IOException when a file cannot be read, with its name */
    static SSLContext context(NatsSettings.Tls settings) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        try {
            settings.ca().ifPresent(file -> builder.trustManager(file.toFile()));
            settings.identity()
                    .ifPresent(identity -> builder.keyManager(
                            identity.certificate().toFile(), identity.key().toFile()));
            return ((JdkSslContext) builder.build()).context();
        } catch (IllegalArgumentException unreadable) {
            throw new IOException("its TLS files cannot be used: " + unreadable.getMessage(), unreadable);
        }
    }
}
