package io.muster.acceptance.operator;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.RunningMuster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A device that reads and writes its metadata over MQTT, and goes to another replica when it is told to go. What it asks is
 * either answered well or was not taken in at all, which the end of the connection tells; then it asks elsewhere.
 */
final class RoamingDevice implements Constantly.Client, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<RunningMuster> replicas;
    private final String token;
    private Optional<Device> connected = Optional.empty();
    private int turn;
    private int value;

    RoamingDevice(List<RunningMuster> replicas, String token) {
        this.replicas = List.copyOf(replicas);
        this.token = token;
    }

    @Override
    public void work(Constantly.Account account) {
        if (connected.isEmpty()) {
            connect(account);
        } else if (value++ % 2 == 0) {
            ask(account, connected.get(), "update/keys", "{\"n\":%d}".formatted(value));
        } else {
            ask(account, connected.get(), "get/keys", "");
        }
    }

    private void connect(Constantly.Account account) {
        RunningMuster replica = replicas.get(turn++ % replicas.size());
        if (FollowingClient.isReady(new Rest(replica.http("/"), PATIENCE))) {
            connected = Device.tryConnect(replica.mqttPort(), Management.V1, token, PATIENCE);
            if (connected.isEmpty()) {
                account.failed("a replica that calls itself ready does not let it in");
            }
        }
    }

    private void ask(Constantly.Account account, Device device, String resource, String payload) {
        Optional<Device.Answer> answer = device.tryAsk(resource, payload, PATIENCE);
        if (answer.isPresent() && answer.get().ok()) {
            account.answered();
        } else if (answer.isPresent()) {
            account.failed(resource + ": " + answer.get());
        } else if (device.connected()) {
            account.failed(resource + " is not answered");
        } else {
            close();
        }
    }

    @Override
    public void close() {
        connected.ifPresent(Device::close);
        connected = Optional.empty();
    }
}
