package io.muster.epmx.epmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Request payloads of 10/EPMP, allowed and refused. */
final class PayloadTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET_VALUES  | []                | must be a JSON object, but is array",
                "GET_VALUES  | null              | must be a JSON object, but is null",
                "GET_VALUES  | {'key':['a']}     | unknown member \"key\"",
                "GET_VALUES  | {'keys':null}     | must be an array of key names, but is null",
                "GET_VALUES  | {'keys':'a'}      | must be an array of key names, but is string",
                "GET_VALUES  | {'keys':[1]}      | must hold key names only, but holds number",
                "GET_VALUES  | {'keys':['a','a']} | names the key \"a\" twice",
                "GET_VALUES  | {'keys':['a-b']}  | The metadata key \"a-b\" has a character that is not allowed",
                "GET_VALUES  | {'keys':['']}     | The metadata key is empty",
                "GET_VALUES  | {'keys':['a'],'keys':['b']} | not well-formed",
                "GET_VALUES  | {} {}             | not well-formed",
                "REPLACE_ALL | {}                | is empty; give at least one key",
                "REPLACE_ALL | ['a']             | must be a JSON object, but is array",
                "REPLACE_ALL | {'a b':1}         | The metadata key \"a b\" has a character that is not allowed",
                "REPLACE_ALL | {'a':1            | not well-formed",
                "UPDATE_SOME | {}                | is empty; give at least one key",
                "UPDATE_SOME | 'text'            | must be a JSON object, but is string",
                "UPDATE_SOME | {'é':1}           | The metadata key \"é\" has a character that is not allowed",
                "UPDATE_SOME | {'a':1,'a':2}     | not well-formed",
                "DELETE_KEYS | []                | is empty; name at least one key",
                "DELETE_KEYS | {'a':1}           | must be an array of key names, but is object",
                "DELETE_KEYS | ['a','b','a']     | names the key \"a\" twice",
                "DELETE_KEYS | ['a',null]        | must hold key names only, but holds null",
                "DELETE_KEYS | ['a/b']           | The metadata key \"a/b\" has a character that is not allowed",
            })
    void whatBreaksARuleIsNamed(Operation operation, String payload, String reason) {
        assertThatThrownBy(() -> operation.read(bytes(payload)))
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().kind()).isEqualTo(Kind.MALFORMED));
    }

    @ParameterizedTest
    @CsvSource({"REPLACE_ALL", "UPDATE_SOME", "DELETE_KEYS"})
    void changesNeedAPayload(Operation operation) {
        assertThatThrownBy(() -> operation.read(new byte[0]))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET_VALUES  | {}",
                "GET_VALUES  | {'keys':[]}",
                "GET_VALUES  | {'keys':['a','A','_','0']}",
                "REPLACE_ALL | {'a':null}",
                "UPDATE_SOME | {'A_1':{'any thing':[{}]}}",
                "DELETE_KEYS | ['a','b']",
                "LIST_KEYS   | not even JSON",
            })
    void whatKeepsTheRulesIsTaken(Operation operation, String payload) {
        assertThat(operation.read(bytes(payload))).isNotNull();
    }

    @Property(tries = 300)
    void anyBytesAreTakenOrRefused(@ForAll Operation operation, @ForAll byte[] payload) {
        try {
            assertThat(operation.read(payload)).isNotNull();
        } catch (Refused refused) {
            assertThat(refused.refusal().kind()).isEqualTo(Kind.MALFORMED);
        }
    }

    private static byte[] bytes(String apostrophes) {
        return apostrophes.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
