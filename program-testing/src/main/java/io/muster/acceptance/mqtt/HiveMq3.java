package io.muster.acceptance.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAck;
import com.hivemq.client.mqtt.mqtt3.message.unsubscribe.Mqtt3Unsubscribe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** HiveMQ MQTT Client on MQTT 3.1.1. */
public final class HiveMq3 implements Connection {
    private final Mqtt3BlockingClient client;
    private final Inbox inbox = new Inbox();

    private HiveMq3(Mqtt3BlockingClient client) {
        this.client = client;
    }

    /**
     * Connects.
     *
     * @throws LoginRefused if CONNACK says no
     */
    public static Connection connect(Login login) {
        HiveMq3 connection = new HiveMq3(HiveMq.builder(login).useMqttVersion3().buildBlocking());
        connection
                .client
                .toAsync()
                .publishes(MqttGlobalPublishFilter.ALL, publish -> connection.inbox.add(read(publish)));
        try {
            connection.client.connect(Mqtt3Connect.builder()
                    .cleanSession(login.clean())
                    .keepAlive(login.keepAlive())
                    .willPublish(login.will().map(HiveMq3::write).orElse(null))
                    .build());
        } catch (Mqtt3ConnAckException refused) {
            throw new LoginRefused(refused.getMqttMessage().getReturnCode().getCode(), refused);
        }
        return connection;
    }

    private static Message read(Mqtt3Publish publish) {
        return new Message(
                publish.getTopic().toString(),
                new String(publish.getPayloadAsBytes(), UTF_8),
                publish.getQos().getCode(),
                publish.isRetain(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static Mqtt3Publish write(Message message) {
        return Mqtt3Publish.builder()
                .topic(message.topic())
                .qos(HiveMq.qos(message.qos()))
                .retain(message.retain())
                .payload(message.payload().getBytes(UTF_8))
                .build();
    }

    @Override
    public int publish(Message message) {
        try {
            client.publish(write(message));
            return 0;
        } catch (MqttClientStateException | ConnectionClosedException | MqttSessionExpiredException away) {
            return NOT_SENT;
        }
    }

    @Override
    public List<Integer> subscribe(int qos, List<String> filters) {
        List<Mqtt3Subscription> subscriptions = filters.stream()
                .map(filter -> Mqtt3Subscription.builder()
                        .topicFilter(filter)
                        .qos(HiveMq.qos(qos))
                        .build())
                .toList();
        return codes(subscribed(
                Mqtt3Subscribe.builder().addSubscriptions(subscriptions).build()));
    }

    private Mqtt3SubAck subscribed(Mqtt3Subscribe subscribe) {
        try {
            return client.subscribe(subscribe);
        } catch (Mqtt3SubAckException refused) {
            return refused.getMqttMessage();
        }
    }

    private static List<Integer> codes(Mqtt3SubAck answer) {
        return answer.getReturnCodes().stream().map(code -> code.getCode()).toList();
    }

    @Override
    public void unsubscribe(List<String> filters) {
        client.unsubscribe(Mqtt3Unsubscribe.builder()
                .addTopicFilters(HiveMq.filters(filters))
                .build());
    }

    @Override
    public Inbox inbox() {
        return inbox;
    }

    @Override
    public boolean connected() {
        return client.getState().isConnected();
    }

    @Override
    public OptionalInt dismissal() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        try {
            client.disconnect();
        } catch (MqttClientStateException endedByTheServer) {
            // Then there is nothing left to end.
            return;
        }
    }
}
