package io.muster.benchmark.program;

import io.muster.platform.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The echo program as a child process. */
public record Echo(ChildJvm jvm, int httpPort, int mqttPort) implements AutoCloseable {

    static Echo start(Path folder, String natsUrl, DatabaseSettings database) {
        ChildJvm jvm = ChildJvm.start(
                folder,
                "io.muster.benchmark.echo.EchoProgram",
                List.of(),
                List.of(natsUrl, database.url(), database.user(), database.schema()),
                Map.of("ECHO_DATABASE_PASSWORD", database.password()),
                "mqtt ");
        return new Echo(jvm, port(jvm, "http "), port(jvm, "mqtt "));
    }

    private static int port(ChildJvm jvm, String name) {
        return Integer.parseInt(jvm.said(name).orElseThrow());
    }

    @Override
    public void close() {
        jvm.close();
    }
}
