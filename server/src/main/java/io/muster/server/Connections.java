package io.muster.server;

import io.muster.platform.config.Nats;
import io.muster.platform.config.Postgres;
import io.muster.platform.health.Health;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.nats.StreamRefused;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.server.backing.Backing;
import java.io.IOException;

/** From the configuration to open connections, and how they fare. */
final class Connections {

    private Connections() {}

    /** The own or the external database, for one schema. */
    static DatabaseSettings database(Postgres postgres, Backing backing, String schema) {
        return postgres.settings(schema)
                .or(() -> backing.postgres().map(own -> {
                    String url = "postgresql://%s:%d/%s".formatted(own.host(), own.port(), own.database());
                    return postgres.own(url, own.user(), own.password(), schema);
                }))
                .orElseThrow();
    }

    /** Connects to the own or the external NATS. */
    static Bus bus(Nats nats, Backing backing, String name) {
        NatsSettings settings = nats.settings()
                .or(() -> backing.nats().map(own -> NatsSettings.of(own.url())))
                .orElseThrow();
        try {
            return Bus.connect(settings, name);
        } catch (IOException unreachable) {
            throw new StartFailure(
                    "NATS is not reachable at " + settings.shownUrls() + " (" + unreachable.getMessage() + ")",
                    "start it, or correct nats.urls, or leave it out to use an own server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("The start was interrupted", "start again");
        }
    }

    /** The stream of events, created when it is missing, with its limits brought up to date. */
    static EventStream events(Bus bus, EventStreamSettings settings) {
        EventStream stream = new EventStream(bus, settings);
        try {
            stream.prepare();
        } catch (StreamRefused refused) {
            throw new StartFailure("Events cannot be kept: " + refused.getMessage(), refused.remedy());
        } catch (IOException silent) {
            throw new StartFailure(
                    "JetStream does not answer: " + silent.getMessage(),
                    "see the logs of the NATS servers; most of a cluster's servers must run");
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
