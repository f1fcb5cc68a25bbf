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

    private EcapPassword() {}

    static List<Figure> measure(TestBed bed) {
        byte[][] requests = IntStream.range(0, USERS)
                .mapToObj(user -> Validation.passwordRequest("bench-user-" + user, "bench-password-" + user))
                .toArray(byte[][]::new);
        LongFunction<byte[]> request = number -> requests[(int) (number % requests.length)];
        bed.echo();
        try (RequestReply client = new RequestReply(bed.bus(), "bench.inbox.password");
                RestClient rest = new RestClient(bed.vertx(), bed.server().httpPort(), 1)) {
            int size = 0;
            for (int user = 0; user < USERS; user++) {
                rest.call(
                        HttpMethod.POST,
                        "/cm/api/v1/clients/credentials",
                        "{\"username\":\"bench-user-%d\",\"password\":\"bench-password-%d\"}".formatted(user, user));
                size = Validation.passwordAnswer(client, requests[user]);
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
}
