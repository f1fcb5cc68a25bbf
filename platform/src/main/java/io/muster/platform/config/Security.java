package io.muster.platform.config;

import io.muster.platform.http.HttpSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call REST.
 *
 * @param enabled whether bearer tokens are required
 * @param issuer the issuer of the tokens; present when enabled
 * @param authorizationEnabled whether permissions are asked for as well; needs client ID and secret
 */
public record Security(
        boolean enabled,
        Optional<ServerUrl> issuer,
        Optional<String> clientId,
        Optional<Secret> clientSecret,
        boolean authorizationEnabled) {
    private static final Key<Boolean> ENABLED = Key.toggle("kaa.security.enabled")
            .byDefaultAs("false, or true when security.ignored is none")
            .about("Whether REST requires OAuth 2.0 bearer tokens.");
    private static final Key<String> IGNORED = Key.text("security.ignored")
            .about("The original's switch: /** leaves REST open, none protects it. Weaker than kaa.security.enabled.");
    private static final Key<ServerUrl> ISSUER = Key.url("kaa.security.issuer", "https", "http")
            .about("Issuer of the tokens, for example https://auth.example/auth/realms/kaa.");
    private static final Key<String> CLIENT_ID =
            Key.text("kaa.security.client-id").about("Client that the services are at the issuer.");
    private static final Key<Secret> CLIENT_SECRET =
            Key.secret("kaa.security.client-secret").about("Secret of that client.");
    private static final Key<Boolean> AUTHORIZATION_ENABLED = Key.toggle("kaa.security.authorization-enabled")
            .byDefault(true)
            .about("Whether the issuer is asked for permissions; false: any valid token may do anything.");
    private static final Set<String> OPEN = Set.of("/**", "none");

    public static Security read(Reader reader) {
        Optional<String> ignored = reader.find(IGNORED);
        if (ignored.isPresent() && !OPEN.contains(ignored.get())) {
            reader.refuse(IGNORED, "found " + Problem.quote(ignored.get()) + ", allowed: /** or none");
        }
        Security settings = new Security(
                reader.find(ENABLED).orElse(ignored.filter("none"::equals).isPresent()),
                reader.find(ISSUER),
                reader.find(CLIENT_ID),
                reader.find(CLIENT_SECRET),
                reader.get(AUTHORIZATION_ENABLED));
        settings.check(reader);
        return settings;
    }

    /** Protected mode: without authentication only this machine may reach the program. */
    public void checkProtectedMode(Reader reader, HttpSettings http) {
        if (!enabled && !isLoopback(http.host())) {
            reader.refuse(
                    Http.BIND,
                    "found " + Problem.quote(http.host())
                            + ", but without authentication only a loopback address is allowed;"
                            + " set kaa.security.enabled: true and kaa.security.issuer, or muster.bind: 127.0.0.1");
        }
    }

    private void check(Reader reader) {
        if (!enabled) {
            return;
        }
        if (issuer.isEmpty()) {
            reader.refuse(
                    ISSUER, "security is on, so an issuer is needed, for example https://auth.example/realms/kaa");
        }
        if (authorizationEnabled && (clientId.isEmpty() || clientSecret.isEmpty())) {
            reader.refuse(
                    clientId.isEmpty() ? CLIENT_ID : CLIENT_SECRET,
                    "authorization is on, so client-id and client-secret are needed;"
                            + " give both or set kaa.security.authorization-enabled: false");
        }
    }

    private static boolean isLoopback(String bind) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
