package io.muster.server.simulation;

import io.muster.contract.error.Refused;
import io.muster.contract.kp.KpError;
import io.muster.platform.work.Waiting;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One device's MQTT connection. It never subscribes: answers of 1/KP come anyway. */
final class Session {

    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int LARGEST = 1 << 20;
    private static final long TIMEOUT_SECONDS = 30;
    private static final String STATUS = "/status";
    private static final String ERROR = "/error";

    private final Device device;
    private final MqttClient client;
    private final Map<String, CompletableFuture<MqttPublishMessage>> waiting = new ConcurrentHashMap<>();
    private int requests;

    Session(Vertx vertx, Device device) {
        this.device = device;
        this.client = MqttClient.create(
                vertx,
                new MqttClientOptions()
                        .setClientId(device.endpointId())
                        .setKeepAliveInterval(KEEP_ALIVE_SECONDS)
                        .setMaxMessageSize(LARGEST));
        client.publishHandler(this::receive);
        client.closeHandler(closed -> waiting.values()
                .forEach(answer -> answer.completeExceptionally(new StepFailed("the connection was closed"))));
    }

    /** Connects; throws what the client library reports. */
    void connect(String host, int port) {
        Waiting.on(client.connect(port, host).toCompletionStage());
    }

    /** Sends a request to the metadata extension and waits for its answer. One at a time. */
    synchronized void request(String path, byte[] payload) throws StepFailed, InterruptedException {
        if (!client.isConnected()) {
            throw new StepFailed("the connection was closed");
        }
        String topic = "kp1/" + device.applicationVersion() + "/epmx/" + device.token() + path + "/" + requests++;
        CompletableFuture<MqttPublishMessage> answer = new CompletableFuture<>();
        waiting.put(topic, answer);
        try {
            client.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false)
                    .onFailure(answer::completeExceptionally);
            MqttPublishMessage message = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (message.topicName().endsWith(ERROR)) {
                throw new StepFailed(reason(message));
            }
        } catch (ExecutionException failed) {
            throw new StepFailed(String.valueOf(
                    failed.getCause() == null ? failed : failed.getCause().getMessage()));
        } catch (TimeoutException silence) {
            throw new StepFailed("no answer within " + TIMEOUT_SECONDS + " s");
        } finally {
            waiting.remove(topic);
        }
    }

    private void receive(MqttPublishMessage message) {
        String topic = message.topicName();
        for (String ending : new String[] {STATUS, ERROR}) {
            if (topic.endsWith(ending)) {
                CompletableFuture<MqttPublishMessage> answer =
                        waiting.get(topic.substring(0, topic.length() - ending.length()));
                if (answer != null) {
                    answer.complete(message);
                }
            }
        }
    }

    private static String reason(MqttPublishMessage message) {
        try {
            KpError error = KpError.decode(message.payload().getBytes());
            return error.statusCode() + " " + error.reasonPhrase();
        } catch (Refused other) {
            return "an error that is not understood";
        }
    }

    /** Says goodbye and closes. */
    void disconnect() {
        if (client.isConnected()) {
            Waiting.on(client.disconnect().otherwiseEmpty().toCompletionStage());
        }
    }
}
