package io.muster.server;

import io.muster.embedded.EmbeddedNats;
import io.muster.platform.config.DatabaseUrl;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.config.Service;
import io.muster.server.backing.Backing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The short block that {@code muster start} prints when everything runs. */
public record Summary(Settings settings, Backing backing, Path data, int httpPort, Optional<Integer> mqttPort) {

    /** The block; {@code sinceLaunch} is the time it took to get ready. */
    public String text(Duration sinceLaunch) {
        String host = shownHost(settings.http().host());
        StringBuilder block = new StringBuilder("\n");
        line(block, "Muster", services());
        line(block, "REST", "http://%s:%d%s/docs  /health  /metrics".formatted(host, httpPort, apis()));
        mqttPort.ifPresent(port -> line(block, "MQTT", "mqtt://%s:%d".formatted(host, port)));
        line(block, "NATS", nats());
        database().ifPresent(database -> line(block, "Database", database));
        line(block, "Data", data.toString());
        block.append(String.format(Locale.ROOT, "%nready in %.1f s%n%n", sinceLaunch.toMillis() / 1_000.0));
        return block.toString();
    }

    private static void line(StringBuilder block, String name, String value) {
        block.append(String.format(Locale.ROOT, "  %-9s %s%n", name, value));
    }

    /** EPMX has no REST API. */
    private String apis() {
        return settings.process().services().services().stream()
                .filter(service -> service != Service.EPMX)
                .map(service -> "/" + service.shortName() + "/api/v1  ")
                .collect(Collectors.joining());
    }

    private String services() {
        return settings.process().services().services().stream()
                .map(Service::shortName)
                .collect(Collectors.joining(", "));
    }

    private String nats() {
        return backing.nats().map(EmbeddedNats::url).orElseGet(() -> settings.nats().urls().stream()
                .map(ServerUrl::toString)
                .collect(Collectors.joining(", ")));
    }

    private Optional<String> database() {
        return backing.postgres()
                .map(own -> "embedded PostgreSQL on port " + own.port())
                .or(() -> settings.postgres().url().map(DatabaseUrl::toString));
    }

    private static String shownHost(String bind) {
        return bind.contains(":") ? "[" + bind + "]" : bind;
    }
}
