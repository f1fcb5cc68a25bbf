package io.muster.contract.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refused;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {
    @Test
    void each_form_is_parsed() {
        assertThat(Subjects.parse("kaa.v1.service.cm.ecap.ep-token-request"))
                .contains(new Subject.Service("cm", "ecap", "ep-token-request"));
        assertThat(Subjects.parse("kaa.v1.service.cm.scmp.configuration.upsert"))
                .contains(new Subject.Service("cm", "scmp", "configuration.upsert"));
        assertThat(Subjects.parse("kaa.v1.replica.r-1.esp.ExtensionData"))
                .contains(new Subject.Replica("r-1", "esp", "ExtensionData"));
        assertThat(Subjects.parse("kaa.v1.events.epts.endpoint.data-collection.new.temperature"))
                .contains(new Subject.Event("epts", "endpoint", "data-collection", "new", List.of("temperature")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kaa",
                "kaa.v1.service.cm.ecap",
                "kaa.v1.service.cm..x",
                "kaa.v1.service.*.ecap.x",
                "kaa.v1.events.epr.endpoint.lifecycle",
                "kaa.v1.events.epr.endpoint.lifecycle.>",
                "kaa.v2.events.epr.endpoint.lifecycle.registered",
                "kaa.v1.other.a.b.c.d",
                "_INBOX.a.b"
            })
    void what_is_no_subject_of_ours_is_not_parsed(String subject) {
        assertThat(Subjects.parse(subject)).isEmpty();
    }

    @Property
    void parsing_never_fails_and_gives_the_subject_back(@ForAll String text) {
        for (String subject : List.of(text, "kaa.v1.events." + text, "kaa.v1.service.a.b." + text)) {
            Subjects.parse(subject).ifPresent(parsed -> assertThat(parsed).hasToString(subject));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "*", "a>", "a b", "a\tb", "a\u00a0b", "a\u2028b", "a\0", "\ud800", "\udc00x"})
    void a_name_that_is_no_token_is_refused(String name) {
        assertThatThrownBy(() -> new Subject.Service(name, "esp", "ClientData"))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("The service instance name is ")
                .hasMessageContaining("1 to 255 characters");
        assertThatThrownBy(() -> Subjects.queueGroup(name)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Subjects.toReplica(name, "esp")).isInstanceOf(Refused.class);
    }

    @Test
    void names_of_any_script_are_tokens() {
        assertThat(new Subject.Replica("репліка-\ud83d\ude00", "esp", "x"))
                .hasToString("kaa.v1.replica.репліка-\ud83d\ude00.esp.x");
        assertThat(Subjects.queueGroup("a".repeat(255))).hasSize(255);
        assertThatThrownBy(() -> Subjects.queueGroup("a".repeat(256))).isInstanceOf(Refused.class);
    }

    @Test
    void patterns_take_names_or_any() {
        assertThat(Subjects.toService("epr", "epmmp")).isEqualTo("kaa.v1.service.epr.epmmp.>");
        assertThat(Subjects.toReplica("r", "ecap")).isEqualTo("kaa.v1.replica.r.ecap.>");
        assertThat(Subjects.events("epr", "endpoint", Subjects.ANY, Subjects.ANY))
                .isEqualTo("kaa.v1.events.epr.endpoint.*.*");
        assertThatThrownBy(() -> Subjects.events("e.r", "endpoint", "a", "b")).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "kaa.v1.replica.r.ecap.ep-token-response, ep-token-response, ep-token-response,"
                + " kaa.v1.replica.r.ecap.ep-token-response",
        "kaa.v1.replica.r.ecap.ep-token-response, ep-token-response, error, kaa.v1.replica.r.ecap.error",
        "_INBOX.x.1, ep-token-response, error, _INBOX.x.1",
        "single, ep-token-response, error, single",
    })
    void the_answer_goes_where_the_requester_waits(String replyTo, String expected, String sent, String result) {
        assertThat(Subjects.answerTo(replyTo, expected, sent)).isEqualTo(result);
    }

    @Test
    void the_last_token_is_replaced() {
        assertThat(Subjects.replaceLastToken("a.b.c", "d")).isEqualTo("a.b.d");
        assertThat(Subjects.replaceLastToken("a", "d")).isEqualTo("d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.*", "a.>", "a b"})
    void a_reply_subject_must_be_publishable(String subject) {
        assertThatThrownBy(() -> Subjects.publishable(subject)).isInstanceOf(Refused.class);
    }

    @Test
    void inboxes_are_publishable() {
        assertThat(Subjects.publishable("_INBOX.aB3.7")).isEqualTo("_INBOX.aB3.7");
    }
}
