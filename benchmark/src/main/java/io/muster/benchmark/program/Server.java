package io.muster.benchmark.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program as a child process, listening on 127.0.0.1. */
public record Server(ChildJvm jvm, int httpPort, int mqttPort) implements AutoCloseable {

    private static final String MAIN = "io.muster.server.Muster";
    private static final String READY = "ready in ";

    /** Starts it with a PostgreSQL and a NATS of its own. */
    static Server alone(Path folder, Path data) {
        return start(folder, data, List.of(), List.of("--nats-port", Integer.toString(Ports.free())), Map.of());
    }

    static Server start(
            Path folder, Path data, List<String> jvmOptions, List<String> options, Map<String, String> environment) {
        int http = Ports.free();
        int mqtt = Ports.free();
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "--data",
                data.toString(),
                "--http-port",
                Integer.toString(http),
                "--mqtt-port",
                Integer.toString(mqtt)));
        arguments.addAll(options);
        return new Server(ChildJvm.start(folder, MAIN, jvmOptions, arguments, environment, READY), http, mqtt);
    }

    @Override
    public void close() {
        jvm.close();
    }
}
