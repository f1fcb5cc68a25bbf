package io.muster.epr.registration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.metadata.MetadataChange;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.config.Applications;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Registers endpoints: note, token at Credential Management, then the endpoint with its change record. Whatever fails
 * in between leaves neither an endpoint without a token nor, for long, a token without an endpoint.
 */
public final class Registration {

    private final EndpointStore store;
    private final EndpointWriter writer;
    private final RegistrationIntents intents;
    private final TokenProvisioning tokens;
    private final Supplier<Applications> applications;
    private final MetadataRules rules;

    /** Registers in the tables of {@code database} through {@code writer}. */
    public Registration(
            Database database,
            EndpointWriter writer,
            TokenProvisioning tokens,
            Supplier<Applications> applications,
            MetadataRules rules) {
        this.store = new EndpointStore(database);
        this.writer = writer;
        this.intents = new RegistrationIntents(database, tokens);
        this.tokens = tokens;
        this.applications = applications;
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
        boolean generated = wish.endpointId().isEmpty() && wish.token().isEmpty();
        String endpointId = wish.endpointId().orElseGet(Registration::newId);
        return register(wish, endpointId, generated ? "" : UUID.randomUUID().toString());
    }

    /**
     * Registers one endpoint in an attempt that can be repeated: after a crash the same attempt starts over from
     * whatever it left behind.
     *
     * @param attempt unique name of the attempt; empty when nothing that was given by the caller could be blocked
     */
    public Registered register(Wish wish, String endpointId, String attempt) {
        EndpointId.of(endpointId);
        addressable(endpointId);
        String application = application(wish.appVersion());
        ObjectNode metadata =
                new MetadataChange.Replace(wish.metadata()).applyTo(JsonNodeFactory.instance.objectNode(), rules);
        if (!attempt.isEmpty()) {
            open(endpointId, attempt);
        }
        Command command = new Command.Register(endpointId, application, wish.appVersion(), metadata, attempt);
        try {
            TokenProvisioning.Token token = tokens.provision(endpointId, application, wish.token());
            writer.execute(command);
            return new Registered(endpointId, token);
        } catch (Refused refused) {
            giveUp(endpointId, attempt);
            throw refused;
        }
    }

    /** Two IDs that the pattern allows would name a folder in every URL, and the endpoint could not be reached. */
    private static void addressable(String endpointId) {
        if (endpointId.equals(".") || endpointId.equals("..")) {
            throw new Refused(Refusal.malformed(
                    "Endpoint ID \"%s\" cannot stand in a URL; any other of letters, digits and . _ ~ - can"
                            .formatted(endpointId)));
        }
    }

    /** A new endpoint ID. */
    public static String newId() {
        return UUID.randomUUID().toString();
    }

    /**
     * The application of a version.
     *
     * @throws Refused 400 when there is no such version
     */
    public String application(String appVersion) {
        return applications
                .get()
                .applicationOf(appVersion)
                .orElseThrow(() -> new Refused(
                        Refusal.malformed("\"appVersion.name\" [" + appVersion + "] is no known application version")));
    }

    /** Cleans up after registrations that were interrupted longer than {@code age} ago. */
    public int heal(Duration age) {
        return intents.heal(age);
    }

    private void open(String endpointId, String attempt) {
        RegistrationIntents.Held held = intents.open(endpointId, attempt);
        if (held == RegistrationIntents.Held.BY_ANOTHER) {
            throw new Refused(Refusal.conflict(
                    "Endpoint ID [" + endpointId + "] is being registered by another request; try again in a minute"));
        }
        // Only now: whoever registered it meanwhile has given the note back.
        if (store.find(endpointId).isPresent()) {
            intents.close(endpointId, attempt);
            throw new Refused(Refusal.conflict("Endpoint ID [" + endpointId + "] is already in use"));
        }
        if (held == RegistrationIntents.Held.RESUMED) {
            tokens.drop(endpointId);
        }
    }

    /** Takes back the token, as far as that is possible now; the note stays when it is not. */
    private void giveUp(String endpointId, String attempt) {
        try {
            tokens.drop(endpointId);
            if (!attempt.isEmpty()) {
                intents.close(endpointId, attempt);
            }
        } catch (Refused | DatabaseFailure later) {
            // The note tells the healer to try again.
        }
    }
}
