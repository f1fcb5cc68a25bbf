package io.muster.server.cli;

import io.muster.contract.error.Refused;
import io.muster.contract.kp.KpTopic;
import io.muster.contract.name.EndpointToken;
import io.muster.platform.config.HostPort;
import io.muster.platform.log.Logging;
import io.muster.platform.work.Waiting;
import io.muster.server.StartFailure;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.MqttConnectionException;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster device}: plays one device over MQTT (1/KP), to try things out. */
@Command(
        name = "device",
        description = "Plays a device over MQTT: sends one request and prints the answer, or listens.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  muster device --token K-0042 get",
            "  muster device --token K-0042 update/keys '{\"floor\": 4}'",
            "  muster device --token K-0042 delete/keys '[\"floor\"]'",
            "  muster device --token K-0042 --listen get/keys"
        })
public final class DeviceCommand implements Callable<Integer> {

    private static final int TIMEOUT_SECONDS = 15;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--token",
            required = true,
            defaultValue = "${env:MUSTER_DEVICE_TOKEN}",
            description = "Endpoint token; better given as environment variable MUSTER_DEVICE_TOKEN.")
    private String token = "";

    @Option(
            names = "--app-version",
            defaultValue = "demo_application_v1",
            description = "Application version of the device. Default: ${DEFAULT-VALUE}.")
    private String appVersion = "";

    @Option(names = "--extension", defaultValue = "epmx", description = "Extension. Default: ${DEFAULT-VALUE}.")
    private String extension = "";

    @Option(
            names = "--mqtt",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:1883",
            description = "Where KPC listens. Default: ${DEFAULT-VALUE}.")
    private String mqtt = "";

    @Option(names = "--username", description = "Client user name, where KPC asks for one.")
    private @Nullable String username;

    @Option(
            names = "--password",
            defaultValue = "${env:MUSTER_DEVICE_PASSWORD}",
            description = "Its password; better given as environment variable MUSTER_DEVICE_PASSWORD.")
    private @Nullable String password;

    @Option(names = "--listen", description = "Stay connected and print whatever arrives, until interrupted.")
    private boolean listen;

    @Parameters(
            index = "0",
            paramLabel = "RESOURCE",
            description = "Path behind the token, such as get or update/keys.")
    private String resource = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PAYLOAD", description = "Payload; nothing by default.")
    private String payload = "";

    /** Made by the root command. */
    public DeviceCommand() {}

    @Override
    public Integer call() {
        Logging.configure(Logging.Format.AUTO, "WARN");
        Logging.silence("io.vertx.mqtt");
        PrintWriter err = spec.commandLine().getErr();
        Vertx vertx = Vertx.vertx();
        try {
            return run(vertx, spec.commandLine().getOut());
        } catch (Refused refused) {
            return Failures.report(err, new StartFailure(refused.refusal().message(), "correct the command line"));
        } catch (RuntimeException failure) {
            return Failures.report(err, failure);
        } finally {
            vertx.close().await();
        }
    }

    private int run(Vertx vertx, PrintWriter out) {
        HostPort address = HostPort.parse(mqtt)
                .orElseThrow(() -> new StartFailure("--mqtt is \"" + mqtt + "\"", "give HOST:PORT"));
        String topic = KpTopic.of(appVersion, extension, EndpointToken.of(token), "/" + resource.replaceFirst("^/", ""))
                + "/1";
        BlockingQueue<Optional<MqttPublishMessage>> heard = new LinkedBlockingQueue<>();
        MqttClient client = connect(vertx, address, heard);
        client.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false);
        boolean succeeded = printUntilAnswered(topic, heard, out);
        if (listen) {
            print(heard, out);
        } else {
            Waiting.on(client.disconnect().otherwiseEmpty().toCompletionStage());
        }
        return succeeded ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private MqttClient connect(Vertx vertx, HostPort address, BlockingQueue<Optional<MqttPublishMessage>> heard) {
        MqttClientOptions options =
                new MqttClientOptions().setAutoGeneratedClientId(true).setKeepAliveInterval(30);
        if (username != null) {
            options.setUsername(username);
        }
        if (password != null) {
            options.setPassword(password);
        }
        MqttClient client = MqttClient.create(vertx, options);
        client.publishHandler(message -> heard.add(Optional.of(message)));
        client.closeHandler(closed -> heard.add(Optional.empty()));
        try {
            Waiting.on(client.connect(address.port(), address.host()).toCompletionStage());
            return client;
        } catch (RuntimeException failure) {
            throw notConnected(failure);
        }
    }

    private StartFailure notConnected(Throwable failure) {
        if (failure instanceof MqttConnectionException refused) {
            return new StartFailure(
                    "KPC at " + mqtt + " does not let the device in ("
                            + refused.code().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")",
                    "check --username and the password");
        }
        if (failure.getCause() != null) {
            return notConnected(failure.getCause());
        }
        return new StartFailure(
                "No KPC answers at " + mqtt + " (" + failure.getMessage() + ")",
                "start it with muster start, or name another with --mqtt");
    }

    private boolean printUntilAnswered(
            String topic, BlockingQueue<Optional<MqttPublishMessage>> heard, PrintWriter out) {
        try {
            while (true) {
                Optional<MqttPublishMessage> message = heard.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                if (message == null) {
                    throw new StartFailure("No answer within " + TIMEOUT_SECONDS + " s", "see /health of the server");
                }
                MqttPublishMessage arrived = message.orElseThrow(
                        () -> new StartFailure("KPC closed the connection", "check the token and its status"));
                print(arrived, out);
                if (arrived.topicName().startsWith(topic + "/")) {
                    return arrived.topicName().equals(KpTopic.status(topic));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void print(BlockingQueue<Optional<MqttPublishMessage>> heard, PrintWriter out) {
        try {
            for (Optional<MqttPublishMessage> message = heard.take(); message.isPresent(); message = heard.take()) {
                print(message.get(), out);
            }
            out.println("connection closed");
            out.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The token, third level from the left behind the extension, is a secret: only what follows it is printed. */
    private static void print(MqttPublishMessage message, PrintWriter out) {
        String[] levels = message.topicName().split("/", 5);
        String path = levels.length == 5 ? levels[4] : message.topicName();
        out.println((path + " " + message.payload().toString(StandardCharsets.UTF_8)).strip());
        out.flush();
    }
}
