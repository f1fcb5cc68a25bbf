package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Patience;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;

/** How many tokens a replica of CM has judged, by its own figures. */
record Verdicts(long accepted, long all) {

    static final Verdicts NONE = new Verdicts(0, 0);

    private static final String FIGURE = "muster_cm_verdicts_total{kind=\"endpoint_token\"";
    private static final String ACCEPTED = "result=\"accepted\"";

    /** As the replica says now. */
    static Verdicts of(RestClient replica) {
        String figures = Patience.on(
                        replica.send(HttpMethod.GET, "/metrics", new byte[0]).toCompletionStage())
                .toString(StandardCharsets.UTF_8);
        long accepted = 0;
        long all = 0;
        for (String line :
                figures.lines().filter(each -> each.startsWith(FIGURE)).toList()) {
            long count = (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            all += count;
            accepted += line.contains(ACCEPTED) ? count : 0;
        }
        return new Verdicts(accepted, all);
    }

    Verdicts plus(Verdicts more) {
        return new Verdicts(accepted + more.accepted, all + more.all);
    }

    Verdicts minus(Verdicts before) {
        return new Verdicts(accepted - before.accepted, all - before.all);
    }

    String text() {
        return "%,d, of which %,d were accepted".formatted(all, accepted);
    }
}
