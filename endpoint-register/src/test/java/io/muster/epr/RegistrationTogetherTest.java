package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.endpoint.TokensBeside;
import io.muster.epr.metadata.MetadataRules;
import io.muster.epr.registration.FirstTokens;
import io.muster.epr.registration.Registration;
import io.muster.epr.registration.RegistrationRules;
import io.muster.epr.registration.TokenProvisioning;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which registrations store the token with the endpoint where that can be done, and what happens around it. */
class RegistrationTogetherTest {

    private static EprStack epr;
    private static TokensBeside table;

    private final List<String> toDraft = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Registration registration;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
        table = new TokensBeside(epr.database);
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    @BeforeEach
    void compose() {
        MetadataRules rules = new MetadataRules(EndpointRegisterSettings.DEFAULT.metadata());
        EndpointWriter writer = new EndpointWriter(
                epr.database,
                Optional.of(table),
                rules,
                EndpointRegisterSettings.DEFAULT.writes(),
                Clock.systemUTC(),
                written -> {});
        registration = new Registration(
                epr.database, writer, new Provisioning(), new RegistrationRules(EprStack::applications, rules));
    }

    /** Drafts tokens of given values; everything else is done by those in memory. */
    private final class Provisioning implements TokenProvisioning, FirstTokens {

        @Override
        public Optional<FirstTokens> together() {
            return Optional.of(this);
        }

        @Override
        public Draft draft(String endpointId, String application) {
            String value = toDraft.removeFirst();
            return new Draft(new Token(EndpointToken.of(value), "Inactive"), TokensBeside.token(value), () -> {
                assertThat(epr.store().find(endpointId)).isPresent();
                told.add(value);
            });
        }

        @Override
        public String insertFrom(String source) {
            return table.insertFrom(source);
        }

        @Override
        public Token provision(String endpointId, String application, Optional<EndpointToken> wanted) {
            return epr.tokens.provision(endpointId, application, wanted);
        }

        @Override
        public void drop(String endpointId) {
            epr.tokens.drop(endpointId);
        }
    }

    private static Registration.Wish wish(Optional<String> endpointId, Optional<EndpointToken> token) {
        return new Registration.Wish(endpointId, token, "kettle-v1", JsonNodeFactory.instance.objectNode());
    }

    @Test
    void whatIsMadeIsStoredAtOnce() {
        toDraft.add("made");
        epr.tokens.setUnreachable(true);
        try {
            Registration.Registered registered = registration.register(wish(Optional.empty(), Optional.empty()));
            assertThat(registered.token().value()).isEqualTo(EndpointToken.of("made"));
            assertThat(registered.token().status()).isEqualTo("Inactive");
            assertThat(table.of(registered.endpointId())).containsExactly("made");
            assertThat(told).containsExactly("made");
        } finally {
            epr.tokens.setUnreachable(false);
        }
    }

    @Test
    void aValueThatIsTakenIsReplaced() {
        toDraft.addAll(List.of("short", "short"));
        Registration.Registered first = registration.register(wish(Optional.empty(), Optional.empty()));
        Registration.Registered second = registration.register(wish(Optional.empty(), Optional.empty()));
        assertThat(told).containsExactly("short");
        assertThat(table.of(first.endpointId())).containsExactly("short");
        assertThat(table.of(second.endpointId())).isEmpty();
        assertThat(epr.tokens.of(second.endpointId()))
                .containsExactly(second.token().value().value());
        assertThat(epr.store().find(second.endpointId())).isPresent();
    }

    @Test
    void whatIsGivenGoesTheOtherWay() {
        Registration.Registered named = registration.register(wish(Optional.of("named"), Optional.empty()));
        assertThat(epr.tokens.has("named")).isTrue();
        assertThat(named.endpointId()).isEqualTo("named");
        Registration.Registered given =
                registration.register(wish(Optional.empty(), Optional.of(EndpointToken.of("given"))));
        assertThat(epr.tokens.of(given.endpointId())).containsExactly("given");
        assertThat(toDraft).isEmpty();
        assertThat(told).isEmpty();
    }
}
