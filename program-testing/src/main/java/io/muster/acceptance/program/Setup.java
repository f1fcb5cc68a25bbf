package io.muster.acceptance.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How to start a Muster: where, on which ports, with what said to it.
 *
 * @param home holds the data directory, the configuration and what the program prints
 * @param options command-line options besides data directory and ports
 * @param environment variables for the program
 */
public record Setup(Path home, int http, int mqtt, int nats, List<String> options, Map<String, String> environment) {

    /** Free ports and a folder of its own below the system's temporary one. */
    public static Setup fresh() {
        return new Setup(TemporaryFolder.make(), Ports.free(), Ports.free(), Ports.free(), List.of(), Map.of());
    }

    /** The same with more options. */
    public Setup with(String... more) {
        return new Setup(
                home,
                http,
                mqtt,
                nats,
                Stream.concat(options.stream(), Stream.of(more)).toList(),
                environment);
    }

    /** The same with a variable. */
    public Setup with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new Setup(home, http, mqtt, nats, options, Map.copyOf(all));
    }

    /** The same with a configuration file. */
    public Setup configured(String yaml) {
        try {
            Path file = Files.writeString(home.resolve("muster.yml"), yaml);
            return with("--config", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with another port for that option. */
    public Setup on(String option, int port) {
        return new Setup(
                home,
                option.equals("--http-port") ? port : http,
                option.equals("--mqtt-port") ? port : mqtt,
                option.equals("--nats-port") ? port : nats,
                options,
                environment);
    }

    /** The same data directory under other ports, for what must not run twice. */
    public Setup onOtherPorts() {
        return new Setup(home, Ports.free(), Ports.free(), Ports.free(), options, environment);
    }

    /** Starts the program and waits until it is ready. */
    public RunningMuster start() {
        return RunningMuster.start(this);
    }

    /** Starts the program and does not wait for anything. */
    public RunningMuster launch() {
        return RunningMuster.launch(this);
    }

    /** Starts the program and waits until it has given up. */
    public Installation.Outcome refused() {
        return Installation.run(environment, List.of(), arguments());
    }

    /** The data directory. */
    public Path data() {
        return home.resolve("data");
    }

    /** What is typed after {@code ./muster}. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("start", "--data", data().toString()));
        arguments.addAll(List.of("--http-port", Integer.toString(http), "--mqtt-port", Integer.toString(mqtt)));
        arguments.addAll(List.of("--nats-port", Integer.toString(nats)));
        arguments.addAll(options);
        return arguments;
    }
}
