package io.muster.server;

import io.muster.embedded.EmbeddedPostgres;
import io.muster.platform.config.NatsSettings;
import io.muster.platform.config.PostgresSettings;
import io.muster.platform.config.Secret;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.health.Health;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.server.backing.Backing;
import java.io.IOException;
import java.util.List;

/** From the configuration to open connections, and how they fare. */
final class Connections {

    private Connections() {}

    /** Settings of the own or the external database, for one schema. */
    static DatabaseSettings database(PostgresSettings settings, Backing backing, String schema) {
        DatabaseSettings plain = backing.postgres()
                .map(own -> own(own, schema))
                .orElseGet(() -> external(settings, settings.url().orElseThrow(), schema));
        return new DatabaseSettings(
                plain.url(),
                plain.user(),
                plain.password(),
                schema,
                settings.poolSize(),
                settings.pipeliningLimit(),
                plain.statementTimeout());
    }

    private static DatabaseSettings own(EmbeddedPostgres own, String schema) {
        String url = "postgresql://%s:%d/%s".formatted(own.host(), own.port(), own.database());
        return DatabaseSettings.of(url, own.user(), own.password(), schema);
    }

    private static DatabaseSettings external(PostgresSettings settings, ServerUrl url, String schema) {
        return DatabaseSettings.of(
                url.bare(),
                settings.user().orElse("postgres"),
                settings.password().map(Secret::reveal).orElse(""),
                schema);
    }

    /** Connects to the own or the external NATS. */
    static Bus bus(NatsSettings settings, Backing backing, String name) {
        List<String> urls = backing.nats()
                .map(own -> List.of(own.url()))
                .orElseGet(() -> settings.urls().stream().map(ServerUrl::bare).toList());
        try {
            return Bus.connect(
                    new io.muster.platform.nats.NatsSettings(
                            urls, settings.username(), settings.password().map(Secret::reveal)),
                    name);
        } catch (IOException unreachable) {
            throw new StartFailure(
                    "NATS is not reachable at " + String.join(", ", urls) + " (" + unreachable.getMessage() + ")",
                    "start it, or correct nats.urls, or leave it out to use an own server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("The start was interrupted", "start again");
        }
    }

    /** The stream of events, created when it is missing. */
    static EventStream events(Bus bus) {
        EventStream stream = new EventStream(bus, EventStreamSettings.DEFAULT);
        try {
            stream.prepare();
        } catch (IOException refused) {
            throw new StartFailure(
                    "The event stream cannot be prepared: " + refused.getMessage(),
                    "switch JetStream on at the NATS servers (jetstream {} in their configuration)");
        }
        return stream;
    }

    static Health.Part health(Bus bus) {
        return bus.connected()
                ? Health.Part.up()
                : new Health.Part(Health.State.DEGRADED, "not connected; changes are kept and published later");
    }

    static Health.Part health(Database database) {
        try {
            database.query("SELECT 1");
            return Health.Part.up();
        } catch (DatabaseFailure unreachable) {
            return new Health.Part(Health.State.DOWN, "not reachable");
        }
    }
}
