package io.muster.epr.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.postgres.TimeOrderedId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Registers endpoints: note, token at Credential Management, then the endpoint with its change record. Whatever fails
 * in between leaves neither an endpoint without a token nor, for long, a token without an endpoint.
 *
 * <p>Where Credential Management keeps its tokens in the same database, an endpoint whose ID and token are made here is
 * stored with its token by one statement.
 */
public final class Registration {

    private final EndpointStore store;
    private final EndpointWriter writer;
    private final RegistrationIntents intents;
    private final TokenProvisioning tokens;
    private final Optional<FirstTokens> together;
    private final RegistrationRules rules;

    /**
     * Registers in the tables of {@code database}.
     *
     * @param writer knows the table of {@link TokenProvisioning#together}, where there is one
     */
    public Registration(Database database, EndpointWriter writer, TokenProvisioning tokens, RegistrationRules rules) {
        this.store = new EndpointStore(database);
        this.writer = writer;
        this.intents = new RegistrationIntents(database, tokens);
        this.tokens = tokens;
        this.together = tokens.together();
        this.rules = rules;
    }

    /**
     * An endpoint that is wanted.
     *
     * @param endpointId its ID; absent to have one made
     * @param token its first token; absent to have one made
     * @param appVersion application version, which determines the application
     * @param metadata initial metadata
     */
    public record Wish(
            Optional<String> endpointId, Optional<EndpointToken> token, String appVersion, ObjectNode metadata) {}

    /**
     * A registered endpoint.
     *
     * @param endpointId its ID
     * @param token its first token
     */
    public record Registered(String endpointId, TokenProvisioning.Token token) {}

    /**
     * Registers one endpoint; returns when it is durable.
     *
     * @throws Refused 400 for an unknown version or bad metadata, 409 when ID or token is in use
     */
    public Registered register(Wish wish) {
        String endpointId = wish.endpointId().orElseGet(Registration::newId);
        if (wish.endpointId().isPresent() || wish.token().isPresent()) {
            return register(wish, endpointId, UUID.randomUUID().toString(), token -> {});
        }
        return together.flatMap(shared -> atOnce(wish, endpointId, shared))
                .orElseGet(() -> register(wish, endpointId, "", token -> {}));
    }

    /** Empty when the value made for the token is taken: so rare that going the other way with another one will do. */
    private Optional<Registered> atOnce(Wish wish, String endpointId, FirstTokens shared) {
        Command.Register command = rules.command(wish, endpointId, "");
        FirstTokens.Draft draft = shared.draft(endpointId, command.application());
        if (!writer.register(command, draft.row())) {
            return Optional.empty();
        }
        draft.stored().run();
        return Optional.of(new Registered(endpointId, draft.token()));
    }

    /**
     * Registers one endpoint in an attempt that can be repeated: after a crash the same attempt starts over from
     * whatever it left behind.
     *
     * @param attempt unique name of the attempt; empty when nothing that was given by the caller could be blocked
     * @param made told the token when there is one, but not yet an endpoint: who remembers it knows the token after a
     *     crash as well
     */
    public Registered register(Wish wish, String endpointId, String attempt, Consumer<TokenProvisioning.Token> made) {
        Command.Register command = rules.command(wish, endpointId, attempt);
        if (!attempt.isEmpty()) {
            open(endpointId, attempt);
        }
        try {
            TokenProvisioning.Token token = tokens.provision(endpointId, command.application(), wish.token());
            made.accept(token);
            writer.execute(command);
            return new Registered(endpointId, token);
        } catch (Refused refused) {
            giveUp(endpointId, attempt);
            throw refused;
        }
    }

    /** A new endpoint ID. */
    public static String newId() {
        return TimeOrderedId.next().toString();
    }

    /**
     * The application of a version.
     *
     * @throws Refused 400 when there is no such version
     */
    public String application(String appVersion) {
        return rules.application(appVersion);
    }

    /** Cleans up after registrations that were interrupted longer than {@code age} ago. */
    public int heal(Duration age) {
        return intents.heal(age);
    }

    private void open(String endpointId, String attempt) {
        RegistrationIntents.Held held = intents.open(endpointId, attempt);
        if (held == RegistrationIntents.Held.BY_ANOTHER) {
            throw new Refused(underWay(endpointId));
        }
        // Only now: whoever registered it meanwhile has given the note back.
        if (store.find(endpointId).isPresent()) {
            intents.close(endpointId, attempt);
            throw new Refused(taken(endpointId));
        }
        if (held == RegistrationIntents.Held.RESUMED) {
            tokens.drop(endpointId);
        }
    }

    static Refusal underWay(String endpointId) {
        return Refusal.conflict(
                "Endpoint ID [" + endpointId + "] is being registered by another request; try again in a minute");
    }

    static Refusal taken(String endpointId) {
        return Refusal.conflict("Endpoint ID [" + endpointId + "] is already in use");
    }

    /**
     * Takes back the token, as far as that is possible now; the note stays when it is not. Where the note is gone somebody
     * else has cleaned up, or has registered the endpoint in the same attempt, and the token is in use.
     */
    private void giveUp(String endpointId, String attempt) {
        try {
            if (attempt.isEmpty()) {
                tokens.drop(endpointId);
            } else if (intents.stands(endpointId, attempt)) {
                tokens.drop(endpointId);
                intents.close(endpointId, attempt);
            }
        } catch (Refused | DatabaseFailure later) {
            // The note tells the healer to try again.
        }
    }
}
