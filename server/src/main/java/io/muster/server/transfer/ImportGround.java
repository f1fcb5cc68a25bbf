package io.muster.server.transfer;

import io.muster.cm.CredentialManagement;
import io.muster.cm.secret.HashKey;
import io.muster.cm.secret.HashKeyGuard;
import io.muster.cm.token.BulkTokens;
import io.muster.epr.metadata.MetadataRules;
import io.muster.epr.registration.RegistrationRules;
import io.muster.platform.postgres.Database;
import io.muster.server.Settings;
import io.muster.server.StartFailure;
import io.muster.server.upkeep.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** What an import stands on: an installation's tables, rules and key. */
public final class ImportGround {

    private final Database register;
    private final RegistrationRules rules;
    private final BulkTokens tokens;

    private ImportGround(Database register, RegistrationRules rules, BulkTokens tokens) {
        this.register = register;
        this.rules = rules;
        this.tokens = tokens;
    }

    /** The schema of EPR. */
    Database register() {
        return register;
    }

    RegistrationRules rules() {
        return rules;
    }

    BulkTokens tokens() {
        return tokens;
    }

    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * The installation that the configuration names.
     *
     * @throws StartFailure when something is missing
     */
    public static ImportGround of(Stores stores, Settings settings) {
        if (settings.tekton().enabled()) {
            throw new StartFailure(
                    "the applications come from Tekton, which an import does not ask",
                    "give it a configuration file with kaa.applications and kaa.tekton.enabled: false");
        }
        Database register = schema(stores, "epr");
        Database credentials = schema(stores, CredentialManagement.SCHEMA);
        HashKey key = key(settings);
        HashKeyGuard.check(credentials, key);
        return of(register, CredentialManagement.SCHEMA, key, settings);
    }

    /**
     * The tables that the caller names.
     *
     * @param credentials schema of CM in the same database
     * @param key that its replicas hash tokens with
     */
    public static ImportGround of(Database register, String credentials, HashKey key, Settings settings) {
        return new ImportGround(
                register,
                new RegistrationRules(
                        settings::applications,
                        new MetadataRules(settings.register().metadata())),
                new BulkTokens(credentials, key, settings.credentials().tokenLength()));
    }

    private static Database schema(Stores stores, String name) {
        return stores.schema(name)
                .orElseThrow(() -> new StartFailure(
                        "the database has no schema \"" + name + "\"",
                        "start EPR and CM once on this database; an import writes endpoints and tokens together"));
    }

    /** Never makes one: with another key than that of the replicas no device could log in. */
    private static HashKey key(Settings settings) {
        Path file = settings.process().data().root().resolve("secrets/token-hash-key");
        try {
            return HashKey.of(
                    settings.credentials().tokenHashKey().isPresent()
                            ? settings.credentials().tokenHashKey().get().reveal()
                            : Files.readString(file).strip());
        } catch (IOException missing) {
            throw new StartFailure(
                    "the key of the token hashes is not known: " + file + " cannot be read",
                    "set kaa.cm.token-hash-key to that of CM, or name the data directory with --data");
        }
    }
}
