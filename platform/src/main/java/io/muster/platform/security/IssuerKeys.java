package io.muster.platform.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import java.text.ParseException;
import java.time.Duration;

/** Fetches the issuer's keys; caching and limits lie around it. */
final class IssuerKeys implements JWKSetSource<SecurityContext> {

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration WAIT = Duration.ofSeconds(15);
    private static final Duration OUTAGE = Duration.ofHours(1);

    private final Issuer issuer;
    private volatile boolean seen;

    IssuerKeys(Issuer issuer) {
        this.issuer = issuer;
    }

    /**
     * The keys, fetched again every five minutes and when a token names one that is not there. An issuer that is away
     * is missed after an hour only.
     *
     * @param pause the issuer is asked at most twice in this time, however many tokens name unknown keys
     */
    JWKSource<SecurityContext> cached(Duration pause) {
        return JWKSourceBuilder.create(this)
                .cache(FRESH.toMillis(), WAIT.toMillis())
                .refreshAheadCache(false)
                .rateLimited(pause.toMillis())
                .outageTolerant(OUTAGE.toMillis())
                .build();
    }

    /** Whether the issuer ever gave its keys: then a key that is not among them is not the issuer's. */
    boolean seen() {
        return seen;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, SecurityContext context)
            throws KeySourceException {
        try {
            JWKSet keys = JWKSet.parse(issuer.get(issuer.metadata().keys()));
            seen = true;
            return keys;
        } catch (IssuerFailure e) {
            throw new JWKSetUnavailableException(e.getMessage(), e);
        } catch (ParseException e) {
            throw new JWKSetParseException("The issuer's keys are not a JSON Web Key Set", e);
        }
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
