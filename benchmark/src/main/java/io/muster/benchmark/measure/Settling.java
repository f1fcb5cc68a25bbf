package io.muster.benchmark.measure;

import io.muster.benchmark.client.RequestReply;
import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.ClosedLoop;
import io.muster.benchmark.load.Processors;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the program what it is after it has been running for a while: in the first half minute of a load the compiler of
 * its JVM takes as much of the processors as all of its other threads, and the code that runs meanwhile is slow. Servers
 * run for months, and the limits beside which they are measured are code that was compiled long ago.
 *
 * <p>A load of all kinds at the same time, of which nothing is counted, on the program, and then a short one on what it is
 * compared with; the clients, which are the same for both, settle as well.
 */
public final class Settling {

    private static final int UNDER_WAY = 12;
    private static final int QUESTIONS = 32;
    private static final int TOKENS = 1_000;
    private static final int DEVICES = 16;
    private static final String USER = "bench-settling-";
    /** How the time is shared out: first to the program, then to its limits. */
    private static final int LIMITS_PART = 8;

    private static final long PATIENCE_SECONDS = 120;
    private static final byte[] IN = {'"', 'i', 'n', '"'};
    private static final byte[] OUT = {'"', 'o', 'u', 't', '"'};

    private final TestBed bed;
    private final Fleet fleet;
    private final Fleet shape;

    private Settling(TestBed bed) {
        this.bed = bed;
        this.fleet = RestUpdate.fleet(bed, bed.database("epr")).provision(bed.database("cm"), bed.hashKey());
        this.shape = new Fleet("shape", TOKENS, bed.plan().seed());
    }

    /** Takes as long as the plan says. */
    public static void of(TestBed bed) {
        Duration all = bed.plan().settling();
        Duration limits = all.dividedBy(LIMITS_PART);
        Settling settling = new Settling(bed);
        settling.program(all.minus(limits));
        settling.limits(limits);
        bed.settle();
    }

    private void program(Duration time) {
        int tokens = Math.min(fleet.size(), TOKENS);
        byte[][] questions = Validation.tokenRequests(fleet, tokens);
        byte[][] passwords = EcapPassword.requests(USER);
        try (RestClient rest = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS);
                RequestReply nats = new RequestReply(bed.bus(), "bench.inbox.settling");
                Devices devices = Devices.connect(bed.vertx(), bed.server().mqttPort(), fleet, DEVICES);
                Filters filters = new Filters(rest, bed.plan().seed())) {
            devices.introduce(devices.size());
            EcapPassword.users(rest, USER);
            filters.awaitActive(filters.add("{\"metadata.area\":\"in\"}"), Duration.ofMinutes(1));
            int ofToken = Validation.tokenAnswer(nats, Validation.CM, questions[0]);
            int ofPassword = Validation.passwordAnswer(nats, passwords[0]);
            together(
                    time,
                    new Load(UNDER_WAY, Rest.update(rest, fleet, "battery")),
                    new Load(UNDER_WAY, Rest.register(rest, shape)),
                    new Load(UNDER_WAY, Rest.get(rest, Rest.endpoint(""), fleet, "?include=metadata")),
                    new Load(UNDER_WAY, moves(rest)),
                    new Load(DEVICES, MqttUpdate.update(devices)),
                    new Load(
                            QUESTIONS,
                            Validation.tokens(
                                    nats, Validation.CM, number -> questions[(int) (number % tokens)], ofToken)),
                    new Load(
                            QUESTIONS,
                            Validation.passwords(
                                    nats, number -> passwords[(int) (number % passwords.length)], ofPassword)));
        }
    }

    /** Into the filter and out of it again, one endpoint after the other. */
    private Call moves(RestClient rest) {
        return number -> rest.send(
                        HttpMethod.PUT,
                        Rest.endpoint(fleet.endpointId(number)) + "/metadata/area",
                        number / fleet.size() % 2 == 0 ? IN : OUT)
                .toCompletionStage();
    }

    private void limits(Duration time) {
        byte[] question = "x".repeat(Fleet.VERSION.length()).getBytes(StandardCharsets.UTF_8);
        BareTable table = BareTable.in(bed.database("epr")).with(fleet);
        try (RestClient rest = new RestClient(bed.vertx(), bed.echo().httpPort(), Rest.CONNECTIONS);
                RequestReply nats = new RequestReply(bed.bus(), "bench.inbox.settling")) {
            together(
                    time,
                    new Load(UNDER_WAY, table.update(fleet)),
                    new Load(UNDER_WAY, table.insert(shape)),
                    new Load(UNDER_WAY, Rest.get(rest, "/endpoint/", fleet, "")),
                    new Load(QUESTIONS, Validation.echo(nats, number -> question, question.length)));
        }
    }

    private record Load(int underWay, Call call) {}

    private static void together(Duration time, Load... loads) {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> running = List.of(loads).stream()
                    .<Future<?>>map(load ->
                            threads.submit(() -> new ClosedLoop(load.underWay, Duration.ZERO, time, Processors.own())
                                    .run(load.call)
                                    .sound()))
                    .toList();
            for (Future<?> each : running) {
                each.get(time.toSeconds() + PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the program settled", e);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IllegalStateException("The program did not settle", failure);
        }
    }
}
