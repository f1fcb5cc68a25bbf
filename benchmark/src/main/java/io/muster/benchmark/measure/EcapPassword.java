package io.muster.benchmark.measure;

import io.muster.benchmark.client.RequestReply;
import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Target;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Validation of user names and passwords that were verified before. */
final class EcapPassword {

    private static final int USERS = 20;
    private static final String NAME = "bench-user-";
    private static final String PASSWORD = "bench-password-";

    private EcapPassword() {}

    static List<Figure> measure(TestBed bed) {
        byte[][] requests = requests(NAME);
        LongFunction<byte[]> request = number -> requests[(int) (number % requests.length)];
        bed.echo();
        try (RequestReply client = new RequestReply(bed.bus(), "bench.inbox.password");
                RestClient rest = new RestClient(bed.vertx(), bed.server().httpPort(), 1)) {
            users(rest, NAME);
            int size = 0;
            for (byte[] each : requests) {
                size = Validation.passwordAnswer(client, each);
            }
            Duel duel = Duel.closed(
                    bed,
                    Validation.OUTSTANDING,
                    Validation.echo(client, request, size),
                    Validation.passwords(client, request, size));
            return List.of(duel.rates(
                    "ecap_password",
                    "ECAP user name and password, verified before, " + Validation.OUTSTANDING + " outstanding",
                    "NATS request-reply with %d and %d bytes".formatted(requests[0].length, size),
                    new Target.RatioAtLeast(0.8)));
        }
    }

    /** Questions of all users whose names start so. */
    static byte[][] requests(String name) {
        return IntStream.range(0, USERS)
                .mapToObj(user -> Validation.passwordRequest(name + user, PASSWORD + user))
                .toArray(byte[][]::new);
    }

    /** Makes these users. */
    static void users(RestClient rest, String name) {
        for (int user = 0; user < USERS; user++) {
            rest.call(
                    HttpMethod.POST,
                    "/cm/api/v1/clients/credentials",
                    "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name + user, PASSWORD + user));
        }
    }
}
