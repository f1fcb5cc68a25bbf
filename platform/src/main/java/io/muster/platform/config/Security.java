package io.muster.platform.config;

import io.muster.platform.http.HttpSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call REST.
 *
 * @param enabled whether bearer tokens are required
 * @param issuer the issuer of the tokens; present when enabled
 * @param clientId the services as the issuer knows them; with it the issuer is asked for permissions that a token does
 *     not carry
 * @param authorizationEnabled whether a token must carry the scope of the operation, or the issuer grant it; false: any
 *     valid token may do anything
 * @param audience what tokens must name as their audience, if anything
 * @param apiKeys keys that are accepted beside, or in place of, tokens
 */
public record Security(
        boolean enabled,
        Optional<ServerUrl> issuer,
        Optional<String> clientId,
        Optional<Secret> clientSecret,
        boolean authorizationEnabled,
        Optional<String> audience,
        List<ApiKey> apiKeys) {
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
            .about("Whether the scope of the operation is needed, from the token or by decision of the issuer;"
                    + " false: any valid token may do anything.");
    private static final Key<String> AUDIENCE =
            Key.text("kaa.security.audience").about("Audience that tokens must name; not given: any.");
    private static final Key<Secret> API_KEYS = Key.secret("muster.security.api-keys")
            .about("API keys for callers without an identity provider, one a line: NAME KEY [SCOPE...]."
                    + " KEY may be sha256: and its hash; without a scope everything is allowed.");
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
                reader.get(AUTHORIZATION_ENABLED),
                reader.find(AUDIENCE),
                apiKeys(reader));
        settings.check(reader);
        return settings;
    }

    /** Whether callers must show who they are, in one way or the other. */
    public boolean authenticates() {
        return enabled || !apiKeys.isEmpty();
    }

    /** Protected mode: without authentication only this machine may reach the program. */
    public void checkProtectedMode(Reader reader, HttpSettings http) {
        if (!authenticates() && !isLoopback(http.host())) {
            reader.refuse(
                    Http.BIND,
                    "found " + Problem.quote(http.host())
                            + ", but without authentication only a loopback address is allowed;"
                            + " set kaa.security.enabled: true and kaa.security.issuer, or"
                            + " muster.security.api-keys-file, or muster.bind: 127.0.0.1");
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
        if (clientId.isPresent() != clientSecret.isPresent()) {
            reader.refuse(
                    clientId.isEmpty() ? CLIENT_ID : CLIENT_SECRET,
                    "client-id and client-secret belong together; give both or none of them");
        }
    }

    private static List<ApiKey> apiKeys(Reader reader) {
        return reader.find(API_KEYS)
                .map(lines -> ApiKey.parse(
                        lines.reveal(), (line, fault) -> reader.refuse(API_KEYS, "line " + line + ": " + fault)))
                .orElse(List.of());
    }

    private static boolean isLoopback(String bind) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
