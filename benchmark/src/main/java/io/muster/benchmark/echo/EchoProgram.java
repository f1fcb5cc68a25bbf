package io.muster.benchmark.echo;

import io.muster.benchmark.load.Patience;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The protocols without the program: what NATS, HTTP, MQTT and one select by key give on this machine with the same
 * libraries, in a process of its own as the program is.
 *
 * <ul>
 *   <li>NATS {@code bench.echo.SIZE} answers SIZE bytes.
 *   <li>HTTP {@code POST /echo} answers the body, {@code GET /endpoint/ID} the metadata of that endpoint.
 *   <li>MQTT answers every message on its topic with {@code /status} behind it.
 * </ul>
 */
public final class EchoProgram {

    private static final String SUBJECT = "bench.echo.";
    private static final String ENDPOINT = "/endpoint/";
    private static final int LARGEST = 1 << 20;
    private static final String SELECT = "SELECT metadata::text FROM endpoint WHERE endpoint_id = $1";

    private EchoProgram() {}

    /** Arguments: URL of NATS; URL, user and schema of the database, its password in ECHO_DATABASE_PASSWORD. */
    @SuppressWarnings("SystemOut") // the ports are read by the process that started this one
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        Bus bus = Bus.connect(NatsSettings.of(arguments[0]), "echo");
        bus.subscribe(SUBJECT + "*", message -> {
            int size = Integer.parseInt(message.getSubject().substring(SUBJECT.length()));
            bus.publish(message.getReplyTo(), new byte[size]);
        });
        Database database = Database.open(
                vertx,
                DatabaseSettings.of(arguments[1], arguments[2], System.getenv("ECHO_DATABASE_PASSWORD"), arguments[3]));
        System.out.println("http " + http(vertx, database));
        System.out.println("mqtt " + mqtt(vertx));
    }

    private static int http(Vertx vertx, Database database) {
        AtomicInteger port = new AtomicInteger();
        Patience.on(vertx.deployVerticle(() -> new Listener(database, port), new DeploymentOptions().setInstances(1))
                .toCompletionStage());
        return port.get();
    }

    private static final class Listener extends AbstractVerticle {
        private final Database database;
        private final AtomicInteger port;

        Listener(Database database, AtomicInteger port) {
            this.database = database;
            this.port = port;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer()
                    .requestHandler(request -> answer(request, database))
                    .listen(0, "127.0.0.1")
                    .onSuccess(server -> port.set(server.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }

    private static void answer(HttpServerRequest request, Database database) {
        if (!request.path().startsWith(ENDPOINT)) {
            request.body().onSuccess(body -> request.response().end(body));
            return;
        }
        database.queryAsync(SELECT, request.path().substring(ENDPOINT.length()))
                .onFailure(failure -> request.response().setStatusCode(500).end())
                .onSuccess(rows -> {
                    for (Row row : rows) {
                        request.response()
                                .putHeader("Content-Type", "application/json")
                                .end(Buffer.buffer(row.getString(0).getBytes(StandardCharsets.UTF_8)));
                        return;
                    }
                    request.response().setStatusCode(404).end();
                });
    }

    private static int mqtt(Vertx vertx) {
        MqttServer server = MqttServer.create(
                vertx, new MqttServerOptions().setHost("127.0.0.1").setPort(0).setMaxMessageSize(LARGEST));
        server.endpointHandler(endpoint -> endpoint.publishHandler(message -> endpoint.publish(
                                message.topicName() + "/status", message.payload(), MqttQoS.AT_MOST_ONCE, false, false))
                        .accept(false))
                .exceptionHandler(failure -> {});
        return Patience.on(server.listen().toCompletionStage()).actualPort();
    }
}
