package io.muster.epmx.epmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.epmx.repository.InMemoryRepository;
import io.muster.epmx.whitelist.WhiteList;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation of 10/EPMP under every kind of white list. */
final class EpmpOperationsTest {

    private static final String STORED = "{\"open\":1,\"fixed\":2,\"secret\":3}";
    private static final WhiteList LIST = WhiteList.of(Map.of("open", true, "fixed", false, "absent", true));

    private final InMemoryRepository repository = new InMemoryRepository().with("e", STORED);
    private final EpmpOperations operations = new EpmpOperations(repository);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "LIST_KEYS  | any       | ['fixed','open','secret']",
                "GET_VALUES |           | {'open':1,'fixed':2,'secret':3}",
                "GET_VALUES | {}        | {'open':1,'fixed':2,'secret':3}",
                "GET_VALUES | {'keys':['secret','missing']} | {'secret':3}",
                "GET_VALUES | {'keys':[]} | {}",
            })
    void everythingIsSeenWithoutAList(Operation operation, String payload, String answer) {
        assertThat(perform(operation, payload, WhiteList.open())).isEqualTo(json(answer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "REPLACE_ALL | {'new':null}               | {'new':null}",
                "UPDATE_SOME | {'new':{'a':1},'secret':0} | {'open':1,'fixed':2,'secret':0,'new':{'a':1}}",
                "DELETE_KEYS | ['open','secret','missing'] | {'fixed':2}",
            })
    void everythingIsChangedWithoutAList(Operation operation, String payload, String state) {
        assertThat(perform(operation, payload, WhiteList.open())).isEmpty();
        assertThat(Json.parse(repository.json("e"), 10)).isEqualTo(Json.parse(json(state), 10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "LIST_KEYS  |                            | ['fixed','open']",
                "GET_VALUES |                            | {'open':1,'fixed':2}",
                "GET_VALUES | {'keys':['fixed','absent']} | {'fixed':2}",
            })
    void listedKeysAreSeen(Operation operation, String payload, String answer) {
        assertThat(perform(operation, payload, LIST)).isEqualTo(json(answer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "REPLACE_ALL | {'open':9}            | {'fixed':2,'secret':3,'open':9}",
                "REPLACE_ALL | {'absent':{'deep':[]}} | {'fixed':2,'secret':3,'absent':{'deep':[]}}",
                "UPDATE_SOME | {'absent':null}       | {'open':1,'fixed':2,'secret':3,'absent':null}",
                "DELETE_KEYS | ['open','absent']     | {'fixed':2,'secret':3}",
            })
    void writableKeysAreChangedAndOthersStay(Operation operation, String payload, String state) {
        assertThat(perform(operation, payload, LIST)).isEmpty();
        assertThat(Json.parse(repository.json("e"), 10)).isEqualTo(Json.parse(json(state), 10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET_VALUES  | {'keys':['open','secret','x']} | Access to metadata keys [secret, x] is forbidden",
                "REPLACE_ALL | {'open':9,'fixed':9}  | Metadata keys [fixed] are read-only",
                "REPLACE_ALL | {'open':9,'secret':9} | Access to metadata keys [secret] is forbidden",
                "UPDATE_SOME | {'open':9,'fixed':9}  | Metadata keys [fixed] are read-only",
                "UPDATE_SOME | {'open':9,'secret':9} | Access to metadata keys [secret] is forbidden",
                "DELETE_KEYS | ['open','fixed']      | Metadata keys [fixed] are read-only",
                "DELETE_KEYS | ['open','secret','fixed'] | Access to metadata keys [secret] is forbidden; metadata keys [fixed] are read-only",
            })
    void oneForbiddenKeyRefusesEverything(Operation operation, String payload, String reason) {
        assertThat(refusal(operation, payload, LIST)).isEqualTo(Refusal.forbidden(reason));
        assertThat(repository.json("e")).isEqualTo(STORED);
    }

    @Test
    void anEmptyListOpensNothing() {
        WhiteList nothing = WhiteList.of(Map.of());
        assertThat(perform(Operation.LIST_KEYS, "", nothing)).isEqualTo("[]");
        assertThat(perform(Operation.GET_VALUES, "", nothing)).isEqualTo("{}");
        assertThat(refusal(Operation.UPDATE_SOME, "{'a':1}", nothing).kind()).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void aFullUpdateKeepsWhatOthersChangedMeanwhileInHiddenKeys() {
        EndpointId endpoint = EndpointId.of("e");
        repository.beforeNextReplace(() -> repository.update(endpoint, (com.fasterxml.jackson.databind.node.ObjectNode)
                Json.parse("{\"secret\":33,\"other\":4}", 10)));
        perform(Operation.REPLACE_ALL, "{'open':9}", LIST);
        assertThat(Json.parse(repository.json("e"), 10))
                .isEqualTo(Json.parse("{\"fixed\":2,\"secret\":33,\"other\":4,\"open\":9}", 10));
    }

    @Test
    void concurrentFullUpdatesLoseNothing() throws InterruptedException {
        Thread[] writers = new Thread[8];
        for (int i = 0; i < writers.length; i++) {
            String key = "hidden_" + i;
            String mine = "{'open':" + i + "}";
            writers[i] = i % 2 == 0
                    ? Thread.ofVirtual().start(() -> perform(Operation.REPLACE_ALL, mine, LIST))
                    : Thread.ofVirtual()
                            .start(() -> perform(Operation.UPDATE_SOME, "{'" + key + "':1}", WhiteList.open()));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(perform(Operation.LIST_KEYS, "", WhiteList.open()))
                .isEqualTo("[\"fixed\",\"hidden_1\",\"hidden_3\",\"hidden_5\",\"hidden_7\",\"open\",\"secret\"]");
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void unknownEndpointsAreToldSo(Operation operation) {
        EpmpRequest request = operation.read(payload(operation).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> operations.perform(EndpointId.of("unknown"), request, WhiteList.open()))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().kind()).isEqualTo(Kind.NOT_FOUND));
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED,MALFORMED",
        "TOO_LARGE,TOO_LARGE",
        "NOT_FOUND,NOT_FOUND",
        "UNAUTHENTICATED,INTERNAL",
        "FORBIDDEN,INTERNAL",
        "INTERNAL,INTERNAL",
        "UNAVAILABLE,UNAVAILABLE",
        "TIMEOUT,UNAVAILABLE",
        "TOO_MANY,UNAVAILABLE",
    })
    void troublesOfTheRegisterBecomeWhatADeviceCanUse(Kind register, Kind device) {
        repository.refuse(new Refusal(register, "for operators only", java.util.Optional.of(Duration.ofSeconds(1))));
        assertThat(refusal(Operation.GET_VALUES, "", LIST).kind()).isEqualTo(device);
        assertThat(refusal(Operation.REPLACE_ALL, "{'open':1}", LIST).kind()).isEqualTo(device);
    }

    private static String payload(Operation operation) {
        return switch (operation) {
            case LIST_KEYS, GET_VALUES -> "";
            case REPLACE_ALL, UPDATE_SOME -> "{\"a\":1}";
            case DELETE_KEYS -> "[\"a\"]";
        };
    }

    private String perform(Operation operation, String payload, WhiteList list) {
        byte[] bytes = payload == null ? new byte[0] : json(payload).getBytes(StandardCharsets.UTF_8);
        return new String(operations.perform(EndpointId.of("e"), operation.read(bytes), list), StandardCharsets.UTF_8);
    }

    private Refusal refusal(Operation operation, String payload, WhiteList list) {
        try {
            return Refusal.conflict("not refused: " + perform(operation, payload, list));
        } catch (Refused refused) {
            return refused.refusal();
        }
    }

    private static String json(String apostrophes) {
        return apostrophes.replace('\'', '"');
    }
}
