package io.muster.benchmark.measure;

import io.muster.benchmark.client.MqttSession;
import io.muster.benchmark.load.Patience;
import io.muster.benchmark.program.Fleet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.util.ArrayList;
import java.util.List;

/** MQTT sessions, one for each of the first endpoints of a fleet. */
final class Devices implements AutoCloseable {

    private static final int AT_A_TIME = 100;

    private final NetClient sockets;
    private final Fleet fleet;
    private final List<MqttSession> sessions = new ArrayList<>();

    private Devices(NetClient sockets, Fleet fleet) {
        this.sockets = sockets;
        this.fleet = fleet;
    }

    /** Connects {@code count} of them; they have not said yet whose they are. */
    static Devices connect(Vertx vertx, int port, Fleet fleet, int count) {
        Devices devices = new Devices(MqttSession.sockets(vertx), fleet);
        while (devices.sessions.size() < count) {
            List<Future<MqttSession>> asked = new ArrayList<>();
            for (int i = 0; i < Math.min(AT_A_TIME, count - devices.sessions.size()); i++) {
                int number = devices.sessions.size() + i;
                asked.add(MqttSession.connect(devices.sockets, port, "bench-" + fleet.endpointId(number)));
            }
            asked.forEach(session -> devices.sessions.add(Patience.on(session.toCompletionStage())));
        }
        return devices;
    }

    /** Lets the first {@code count} devices show their token, by reading their metadata keys. */
    void introduce(int count) {
        for (int from = 0; from < count; from += AT_A_TIME) {
            List<Future<Buffer>> asked = new ArrayList<>();
            for (int number = from; number < Math.min(count, from + AT_A_TIME); number++) {
                asked.add(sessions.get(number).ask(topic(number, "get/keys", 0), Buffer.buffer()));
            }
            asked.forEach(answer -> Patience.on(answer.toCompletionStage()));
        }
    }

    String topic(int number, String resource, long request) {
        return "kp1/%s/epmx/%s/%s/%d".formatted(Fleet.VERSION, fleet.token(number), resource, request);
    }

    MqttSession session(int number) {
        return sessions.get(number);
    }

    int size() {
        return sessions.size();
    }

    /** How many of them are closed. */
    long closed() {
        return sessions.stream()
                .filter(session -> session.closed().isComplete())
                .count();
    }

    @Override
    public void close() {
        sessions.forEach(MqttSession::end);
        Patience.on(sockets.close().toCompletionStage());
    }
}
