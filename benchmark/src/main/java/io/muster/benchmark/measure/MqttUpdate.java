package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.OpenLoop;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.muster.platform.postgres.Database;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Change of one key by the device itself, over KPC, NATS, EPMX and EPR and back, against the same over REST. */
final class MqttUpdate {

    private static final double LOW_RATE = 50;
    private static final double P50 = 50;
    private static final String REST = "the same change over REST, %d connections".formatted(Rest.CONNECTIONS);

    private MqttUpdate() {}

    static List<Figure> measure(TestBed bed) {
        Database register = bed.database("epr");
        Fleet fleet = RestUpdate.fleet(bed, register).provision(bed.database("cm"), bed.hashKey());
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS);
                Devices devices = Devices.connect(bed.vertx(), bed.server().mqttPort(), fleet, Rest.CONNECTIONS)) {
            devices.introduce(devices.size());
            Call rest = Rest.update(client, fleet, "battery");
            Call mqtt = update(devices);
            Duel most = Duel.closed(bed, Rest.CONNECTIONS, rest, mqtt);
            Sample lowRest = low(bed, rest);
            Sample lowMqtt = low(bed, mqtt);
            return List.of(
                    most.rates(
                            "mqtt_update",
                            "Changes of one key over MQTT, %d devices".formatted(devices.size()),
                            REST,
                            new Target.RatioAtLeast(0.7)),
                    new Figure(
                                    "mqtt_update.added_latency",
                                    "p50 over MQTT less p50 over REST, %.0f changes per second".formatted(LOW_RATE),
                                    "ms",
                                    Spread.of(lowMqtt.millis(P50) - lowRest.millis(P50)),
                                    Optional.of(new Figure.Limit("p50 over REST", Spread.of(lowRest.millis(P50)))),
                                    Optional.empty(),
                                    new Target.AtMost(2),
                                    Map.of())
                            .note("MQTT", lowMqtt.text())
                            .note("REST", lowRest.text()));
        }
    }

    /** Request IDs tell the answers of one device apart when it has several requests under way. */
    static Call update(Devices devices) {
        AtomicLong fresh = new AtomicLong(System.nanoTime());
        return number -> {
            int device = (int) (number % devices.size());
            return devices.session(device)
                    .ask(
                            devices.topic(device, "update/keys", number % Integer.MAX_VALUE),
                            Buffer.buffer("{\"battery\":" + fresh.getAndIncrement() + "}"))
                    .toCompletionStage();
        };
    }

    private static Sample low(TestBed bed, Call call) {
        return new OpenLoop(LOW_RATE, bed.plan().warmUp(), bed.plan().duration().multipliedBy(2), bed.processors())
                .run(call)
                .sound();
    }
}
