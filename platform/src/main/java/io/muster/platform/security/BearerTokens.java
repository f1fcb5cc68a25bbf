package io.muster.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.muster.contract.error.Refused;
import io.muster.platform.config.Security;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.http.Access;
import io.muster.platform.http.Caller;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens that are signed JSON Web Tokens (RFC 9068 and what Keycloak makes): signature by a key of the issuer,
 * issuer, audience where one is configured, and time are checked here, without asking the issuer.
 */
final class BearerTokens {

    /** Signatures with a public key only: with a shared secret, whoever can check could also forge. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** Keycloak signs tokens for other purposes with the same keys and tells them apart by this claim. */
    private static final Set<String> NOT_FOR_ACCESS = Set.of("ID", "Refresh", "Offline", "Logout");

    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Issuer issuer;
    private final IssuerKeys keys;
    private final JWKSource<SecurityContext> source;
    private final Security security;
    private final Optional<Decisions> decisions;
    private volatile @Nullable DefaultJWTProcessor<SecurityContext> processor;

    private BearerTokens(Issuer issuer, Security security, Optional<Decisions> decisions) {
        this.issuer = issuer;
        this.keys = new IssuerKeys(issuer);
        this.source = keys.cached(PAUSE);
        this.security = security;
        this.decisions = decisions;
    }

    static BearerTokens of(ServerUrl url, Security security) {
        Issuer issuer = new Issuer(url);
        return new BearerTokens(issuer, security, security.clientId().map(client -> new Decisions(issuer, client)));
    }

    /**
     * Who sent {@code token}.
     *
     * @throws Refused 401 when it is not valid, 503 when that cannot be found out because the issuer is away
     */
    Caller callerOf(String token) {
        try {
            JWTClaimsSet claims = processor().process(token, null);
            if (claims.getClaim("typ") instanceof String purpose && NOT_FOR_ACCESS.contains(purpose)) {
                throw AccessControl.unauthenticated("The token is not an access token");
            }
            return new Caller(nameOf(claims), accessOf(token, claims));
        } catch (RateLimitReachedException e) {
            throw keys.seen() ? invalid("it is signed by an unknown key") : issuer.away(e);
        } catch (BadJOSEException | ParseException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (JOSEException | IssuerFailure e) {
            throw issuer.away(e);
        }
    }

    private Access accessOf(String token, JWTClaimsSet claims) {
        return security.authorizationEnabled()
                ? new TokenAccess(token, Granted.in(claims), decisions)
                : Access.EVERYTHING;
    }

    private static String nameOf(JWTClaimsSet claims) throws ParseException {
        return Stream.of("sub", "preferred_username", "client_id", "azp")
                .map(claims::getClaim)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse("unnamed");
    }

    private DefaultJWTProcessor<SecurityContext> processor() {
        DefaultJWTProcessor<SecurityContext> known = processor;
        if (known != null) {
            return known;
        }
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                security.audience().map(Set::of).orElse(null),
                new JWTClaimsSet.Builder().issuer(issuer.metadata().issuer()).build(),
                Set.of("exp"),
                null);
        claims.setMaxClockSkew(Math.toIntExact(SKEW.toSeconds()));
        DefaultJWTProcessor<SecurityContext> built = new DefaultJWTProcessor<>();
        built.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source));
        built.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        built.setJWTClaimsSetVerifier(claims);
        processor = built;
        return built;
    }

    private static Refused invalid(String why) {
        return AccessControl.unauthenticated("The access token is not valid: " + why);
    }
}
