package io.muster.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.muster.platform.config.Security;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which tokens are taken; what they may do is not asked here. */
final class BearerTokensTest {

    private final Vertx vertx = Vertx.vertx();
    private final TestIssuer issuer = new TestIssuer(vertx, 0);
    private final GuardedService service =
            new GuardedService(vertx, GuardedService.tokens(issuer.url() + "/", false, Optional.empty()));

    @AfterEach
    void stop() {
        service.close();
        issuer.close();
        vertx.close().await();
    }

    @Test
    void aGoodTokenLetsItsSubjectIn() {
        HttpResponse<String> answer = get(issuer.token(UnaryOperator.identity()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("\"joe\"");
    }

    @Test
    void theSchemeIsReadInAnyCase() {
        String token = issuer.token(UnaryOperator.identity());
        assertThat(service.get("/clients", "Authorization", "bearer " + token).statusCode())
                .isEqualTo(200);
        assertThat(service.get("/clients", "Authorization", "BEARER  " + token).statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenTheAnswerSaysWhatIsNeeded() {
        HttpResponse<String> answer = service.get("/clients");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"muster\"");
        assertThat(answer.body())
                .isEqualTo("{\"message\":\"Credentials are needed: send an access token in"
                        + " \\\"Authorization: Bearer ...\\\"\"}");
        assertThat(service.get("/clients", "Authorization", "Basic am9lOmpvZQ==")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void timesAreChecked() {
        assertRefused(issuer.token(claims -> claims.expirationTime(seconds(-120))));
        assertRefused(issuer.token(claims -> claims.notBeforeTime(seconds(120))));
        assertRefused(issuer.token(claims -> claims.expirationTime(null)));
        assertThat(get(issuer.token(claims -> claims.expirationTime(seconds(-5))))
                        .statusCode())
                .as("clocks may differ a little")
                .isEqualTo(200);
    }

    @Test
    void onlyTokensOfTheIssuerForAccessAreTaken() {
        assertRefused(issuer.token(claims -> claims.issuer("http://127.0.0.1/realms/other")));
        assertRefused(issuer.token(claims -> claims.claim("typ", "ID")));
        assertThat(get(issuer.token(claims -> claims.claim("typ", "Bearer"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void forgedAndBrokenTokensAreRefused() throws JOSEException {
        JWTClaimsSet claims = issuer.claims(UnaryOperator.identity());
        assertRefused(TestIssuer.signed(TestIssuer.newKey("first"), claims));
        assertRefused(new PlainJWT(claims).serialize());
        SignedJWT byPublicKey = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims);
        byPublicKey.sign(new MACSigner(issuer.key().toPublicKey().getEncoded()));
        assertRefused(byPublicKey.serialize());
        String good = issuer.token(UnaryOperator.identity());
        assertRefused(good.substring(0, good.length() - 8) + "AAAAAAAA");
        assertRefused("nonsense");
        assertRefused("");
    }

    @Test
    void theAudienceIsCheckedWhereOneIsConfigured() {
        Security any = GuardedService.tokens(issuer.url(), false, Optional.empty());
        Security named = new Security(
                true, any.issuer(), Optional.empty(), Optional.empty(), false, Optional.of("muster"), List.of());
        try (GuardedService strict = new GuardedService(vertx, named)) {
            String fit = issuer.token(claims -> claims.audience(List.of("other", "muster")));
            String unfit = issuer.token(claims -> claims.audience("other"));
            assertThat(strict.get("/clients", "Authorization", "Bearer " + fit).statusCode())
                    .isEqualTo(200);
            assertThat(strict.get("/clients", "Authorization", "Bearer " + unfit)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aNewKeyOfTheIssuerIsFound() {
        assertThat(get(issuer.token(UnaryOperator.identity())).statusCode()).isEqualTo(200);
        String before = issuer.token(UnaryOperator.identity());
        issuer.rotate("second");
        assertThat(get(issuer.token(UnaryOperator.identity())).statusCode()).isEqualTo(200);
        assertRefused(before);
    }

    @Test
    void unknownKeysDoNotMakeTheIssuerBusy() {
        assertThat(get(issuer.token(UnaryOperator.identity())).statusCode()).isEqualTo(200);
        String forged = TestIssuer.signed(TestIssuer.newKey("unknown"), issuer.claims(UnaryOperator.identity()));
        for (int i = 0; i < 30; i++) {
            assertRefused(forged);
        }
        assertThat(issuer.keyRequests.get()).isLessThan(10);
    }

    @Test
    void anIssuerThatIsAwayIsNotMissedOnceItsKeysAreKnown() {
        String token = issuer.token(UnaryOperator.identity());
        assertThat(get(token).statusCode()).isEqualTo(200);
        issuer.close();
        assertThat(get(token).statusCode()).isEqualTo(200);
    }

    @Test
    void withoutAnyKeysTheAnswerIsToTryAgainAndThatHelps() throws InterruptedException {
        String token = issuer.token(UnaryOperator.identity());
        issuer.close();
        HttpResponse<String> answer = get(token);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        try (TestIssuer back = new TestIssuer(vertx, issuer.port())) {
            Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
            while (get(back.token(UnaryOperator.identity())).statusCode() != 200) {
                assertThat(Instant.now()).isBefore(deadline);
                Thread.sleep(100);
            }
        }
    }

    private void assertRefused(String token) {
        HttpResponse<String> answer = get(token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).contains("error=\"invalid_token\"");
        assertThat(answer.body()).contains("\"message\"");
    }

    private HttpResponse<String> get(String token) {
        return service.get("/clients", "Authorization", "Bearer " + token);
    }

    private static Date seconds(int fromNow) {
        return Date.from(Instant.now().plusSeconds(fromNow));
    }
}
