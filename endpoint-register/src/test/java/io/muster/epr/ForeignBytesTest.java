package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Efmp;
import io.muster.contract.avro.Epmmp;
import io.muster.contract.avro.Message.Targeted;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetRequest;

/** What is no message of 19/EPMMP or 20/EFMP is counted; it is not answered and harms nobody. */
class ForeignBytesTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MESSAGES = 300;

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
        epr.registered("there", "{\"a\":1}");
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    static List<Targeted<?>> requests() {
        return List.of(
                Epmmp.GET_REQUEST,
                Epmmp.KEYS_GET_REQUEST,
                Epmmp.PATCH_REQUEST,
                Epmmp.APP_VERSION_GET_REQUEST,
                Epmmp.KEY_UPDATE_REQUEST,
                Epmmp.KEY_BATCH_UPDATE_REQUEST,
                Efmp.FILTERS_REQUEST,
                Efmp.LIST_BY_FILTER_REQUEST);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void garbageIsCountedAndHarmsNobody(Targeted<?> request) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String subject = request.toService(epr.instance);
        epr.bus.publish(subject, "nobody.listens", new byte[0]);
        epr.bus.publish(subject, new byte[] {-1});
        for (int i = 0; i < MESSAGES; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            epr.bus.publish(subject, "nobody.listens", bytes);
        }
        byte[] known = Epmmp.KEYS_GET_REQUEST
                .codec()
                .encode(new EndpointMetadataKeysGetRequest("c", System.currentTimeMillis(), 0L, "there"));
        for (int length = 0; length < known.length; length++) {
            epr.bus.publish(subject, "nobody.listens", Arrays.copyOf(known, length));
        }
        byte[] answer = epr.bus
                .request(Epmmp.KEYS_GET_REQUEST.toService(epr.instance), known, TIMEOUT)
                .get(10, TimeUnit.SECONDS)
                .getData();
        assertThat(Epmmp.KEYS_GET_RESPONSE.codec().decode(answer).getKeys())
                .as("seed %d", seed)
                .containsExactly("a");
        EprStack.await(() -> epr.metrics
                        .get("muster.nats.dropped")
                        .tag("type", request.type())
                        .tag("reason", "malformed")
                        .counter()
                        .count()
                >= 2);
    }
}
