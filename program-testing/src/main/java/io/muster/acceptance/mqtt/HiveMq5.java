package io.muster.acceptance.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** HiveMQ MQTT Client on MQTT 5. */
public final class HiveMq5 implements Connection {
    private static final int NONE = -1;

    private final Mqtt5BlockingClient client;
    private final AtomicInteger dismissal = new AtomicInteger(NONE);
    private final Inbox inbox = new Inbox();

    private HiveMq5(Login login) {
        this.client = HiveMq.builder(login)
                .addDisconnectedListener(this::disconnected)
                .useMqttVersion5()
                .buildBlocking();
        client.toAsync().publishes(MqttGlobalPublishFilter.ALL, publish -> inbox.add(read(publish)));
    }

    /**
     * Connects.
     *
     * @throws LoginRefused if CONNACK says no
     */
    public static Connection connect(Login login) {
        HiveMq5 connection = new HiveMq5(login);
        try {
            connection.client.connect(Mqtt5Connect.builder()
                    .cleanStart(login.clean())
                    .keepAlive(login.keepAlive())
                    .willPublish(login.will().map(HiveMq5::write).orElse(null))
                    .build());
        } catch (Mqtt5ConnAckException refused) {
            throw new LoginRefused(refused.getMqttMessage().getReasonCode().getCode(), refused);
        }
        return connection;
    }

    private void disconnected(MqttClientDisconnectedContext context) {
        if (context.getCause() instanceof Mqtt5DisconnectException told) {
            dismissal.set(told.getMqttMessage().getReasonCode().getCode());
        }
    }

    private static Message read(Mqtt5Publish publish) {
        return new Message(
                publish.getTopic().toString(),
                new String(publish.getPayloadAsBytes(), UTF_8),
                publish.getQos().getCode(),
                publish.isRetain(),
                publish.getCorrelationData().map(UTF_8::decode).map(Object::toString),
                publish.getResponseTopic().map(Object::toString),
                publish.getUserProperties().asList().stream()
                        .collect(Collectors.toMap(
                                property -> property.getName().toString(),
                                property -> property.getValue().toString())));
    }

    private static Mqtt5Publish write(Message message) {
        return Mqtt5Publish.builder()
                .topic(message.topic())
                .qos(HiveMq.qos(message.qos()))
                .retain(message.retain())
                .payload(message.payload().getBytes(UTF_8))
                .correlationData(message.correlation()
                        .map(data -> ByteBuffer.wrap(data.getBytes(UTF_8)))
                        .orElse(null))
                .responseTopic(message.responseTopic().orElse(null))
                .build();
    }

    @Override
    public int publish(Message message) {
        try {
            client.publish(write(message));
            return 0;
        } catch (MqttClientStateException away) {
            return NOT_SENT;
        } catch (Mqtt5PubAckException refused) {
            return refused.getMqttMessage().getReasonCode().getCode();
        } catch (Mqtt5PubRecException refused) {
            return refused.getMqttMessage().getReasonCode().getCode();
        }
    }

    @Override
    public List<Integer> subscribe(int qos, List<String> filters) {
        List<Mqtt5Subscription> subscriptions = filters.stream()
                .map(filter -> Mqtt5Subscription.builder()
                        .topicFilter(filter)
                        .qos(HiveMq.qos(qos))
                        .build())
                .toList();
        Mqtt5SubAck answer = subscribed(
                Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build());
        return answer.getReasonCodes().stream().map(code -> code.getCode()).toList();
    }

    private Mqtt5SubAck subscribed(Mqtt5Subscribe subscribe) {
        try {
            return client.subscribe(subscribe);
        } catch (Mqtt5SubAckException refused) {
            return refused.getMqttMessage();
        }
    }

    @Override
    public void unsubscribe(List<String> filters) {
        client.unsubscribe(Mqtt5Unsubscribe.builder()
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
        int reason = dismissal.get();
        return reason == NONE ? OptionalInt.empty() : OptionalInt.of(reason);
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
