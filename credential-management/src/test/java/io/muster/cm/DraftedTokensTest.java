package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.cm.token.DraftedToken;
import io.muster.cm.token.DraftedTokens;
import io.muster.contract.error.Refused;
import io.muster.platform.postgres.DatabaseSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tokens that another service stores in a statement of its own. */
class DraftedTokensTest {

    private static final String SOURCE = """
            (SELECT $1::text AS endpoint_id, $2::text AS application, 3::smallint AS partition,
              clock_timestamp() AS created_at, $3::uuid AS token_id, $4::bytea AS token_hash) AS source""";

    @Test
    void aStoredDraftIsAcceptedAlsoWhereItsValueWasRefusedBefore() throws Exception {
        try (Installation installation = new Installation()) {
            Installation.Replica replica = installation.start();
            DraftedTokens tokens =
                    replica.cm.draftsBeside(installation.beside("epr")).orElseThrow();
            DraftedToken draft = tokens.draft("e", "kettle");
            assertThat(draft.toString()).doesNotContain(draft.value());
            assertThat(replica.validate(draft.value())).isEqualTo(404);
            assertThat(replica.validate(draft.value())).isEqualTo(404);

            assertThat(store(installation, tokens, "e", draft)).isEqualTo(1);
            tokens.stored(draft);

            assertThat(replica.validate(draft.value())).isEqualTo(200);
            assertThat(replica.rest
                            .get("/endpoints/e/tokens?status=Active")
                            .body()
                            .path("totalElements")
                            .asInt())
                    .isEqualTo(1);
            assertThat(store(installation, tokens, "other", draft))
                    .as("its value is taken")
                    .isZero();
            assertThat(replica.cm.dropTokens("e")).isEqualTo(1);
            assertThat(replica.validate(draft.value())).isEqualTo(404);
        }
    }

    private static int store(Installation installation, DraftedTokens tokens, String endpointId, DraftedToken draft) {
        return installation
                .database
                .query(tokens.insertFrom(SOURCE), endpointId, "kettle", draft.id(), draft.hash())
                .size();
    }

    @Test
    void aTokenIsNotNewerThanTheNextOneWhereTheClockOfTheEndpointIsAhead() throws Exception {
        try (Installation installation = new Installation()) {
            Installation.Replica replica = installation.start();
            DraftedTokens tokens =
                    replica.cm.draftsBeside(installation.beside("epr")).orElseThrow();
            DraftedToken first = tokens.draft("e", "kettle");
            installation.database.query(
                    tokens.insertFrom(SOURCE.replace("clock_timestamp()", "clock_timestamp() + interval '1 minute'")),
                    "e",
                    "kettle",
                    first.id(),
                    first.hash());
            replica.cm.provision("e", "kettle", Optional.empty());
            assertThat(replica.rest
                            .get("/endpoints/e/tokens?order=DESC")
                            .body()
                            .path("content")
                            .path(1)
                            .path("endpointTokenId")
                            .asText())
                    .isEqualTo(first.id().toString());
        }
    }

    @Test
    void whatNoTokenCanBelongToIsRefused() throws Exception {
        try (Installation installation = new Installation()) {
            DraftedTokens tokens = installation
                    .start()
                    .cm
                    .draftsBeside(installation.beside("epr"))
                    .orElseThrow();
            assertThatThrownBy(() -> tokens.draft("e", "unknown"))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("There is no application \"unknown\"");
            assertThatThrownBy(() -> tokens.draft("e/f", "kettle")).isInstanceOf(Refused.class);
        }
    }

    @Test
    void thereAreNoneForTablesInAnotherDatabase() throws Exception {
        try (Installation installation = new Installation()) {
            CredentialManagement cm = installation.start().cm;
            DatabaseSettings beside = installation.beside("epr");
            assertThat(cm.draftsBeside(beside)).isPresent();
            DatabaseSettings other =
                    DatabaseSettings.of(beside.url() + "_other", beside.user(), beside.password(), "epr");
            assertThat(cm.draftsBeside(other)).isEmpty();
            DatabaseSettings role = DatabaseSettings.of(beside.url(), "another", beside.password(), "epr");
            assertThat(cm.draftsBeside(role)).isEmpty();
        }
    }
}
