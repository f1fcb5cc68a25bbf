package io.muster.contract.kp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointToken;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KpTopicTest {
    @Test
    void a_topic_of_an_endpoint_is_read() {
        KpTopic topic = KpTopic.parse("kp1/kettle-v2/epmx/tok123/update/keys/7");
        assertThat(topic.appVersion().value()).isEqualTo("kettle-v2");
        assertThat(topic.extension()).isEqualTo("epmx");
        KpRequest request = topic.endpointAware();
        assertThat(request.token().orElseThrow().value()).isEqualTo("tok123");
        assertThat(request.resourcePath()).isEqualTo("/update/keys");
        assertThat(request.requestId()).hasValue(7);
        assertThat(request.statusTopic()).isEqualTo("kp1/kettle-v2/epmx/tok123/update/keys/7/status");
        assertThat(request.errorTopic()).isEqualTo("kp1/kettle-v2/epmx/tok123/update/keys/7/error");
    }

    @Test
    void a_topic_without_endpoint_is_read() {
        KpRequest request = KpTopic.parse("kp1/v/bcx/tok/config/3").endpointUnaware();
        assertThat(request.token()).isEmpty();
        assertThat(request.resourcePath()).isEqualTo("/tok/config");
        assertThat(request.requestId()).hasValue(3);
    }

    @ParameterizedTest
    @CsvSource({
        "get/0, /get, 0",
        "get/2147483647, /get, 2147483647",
        "get/2147483648, /get/2147483648,",
        "get/99999999999999999999999, /get/99999999999999999999999,",
        "get/00000000000000000000042, /get, 42",
        "get/-1, /get/-1,",
        "get/+1x, ,",
        "get/1x, /get/1x,",
        "get/١, /get/١,",
        "get/5/6, /get/5, 6",
        "get, /get,",
        "7/get, /7/get,",
    })
    void the_last_level_is_a_request_id_if_it_is_a_small_number(String rest, String path, Integer requestId) {
        if (path == null) {
            assertThatThrownBy(() -> KpTopic.parse("kp1/v/epmx/t/" + rest)).isInstanceOf(Refused.class);
            return;
        }
        KpRequest request = KpTopic.parse("kp1/v/epmx/t/" + rest).endpointAware();
        assertThat(request.resourcePath()).isEqualTo(path);
        assertThat(request.requestId().stream().boxed().findFirst().orElse(null))
                .isEqualTo(requestId);
    }

    @Test
    void leading_zeros_stay_in_the_answer_topic() {
        assertThat(KpTopic.parse("kp1/v/epmx/t/get/007").endpointAware().statusTopic())
                .isEqualTo("kp1/v/epmx/t/get/007/status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kp1",
                "kp1/",
                "kp1/v",
                "kp1/v/epmx",
                "kp1/v/epmx/",
                "/kp1/v/epmx/t/get",
                "kp1/v/epmx/t/get/",
                "kp1/v/epmx//get",
                "kp1//epmx/t/get",
                "kp1/V/epmx/t/get",
                "kp1/v/ep.mx/t/get",
                "kp1/v/ep mx/t/get",
                "kp1/v/epmx/t/#",
                "kp1/v/epmx/t/+",
                "kp1/v/epmx/t/a\0b",
                "KP1/v/epmx/t/get",
                "kp2/v/epmx/t/get",
                "other/topic"
            })
    void what_is_no_topic_is_refused(String topic) {
        assertThatThrownBy(() -> KpTopic.parse(topic)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kp1/v/epmx/t", "kp1/v/epmx/t/7", "kp1/v/epmx/t.x/get"})
    void what_is_no_topic_of_an_endpoint_is_refused(String topic) {
        KpTopic read = KpTopic.parse(topic);
        assertThatThrownBy(read::endpointAware).isInstanceOf(Refused.class);
    }

    @Test
    void refusals_and_texts_keep_the_token_to_themselves() {
        assertThatThrownBy(() -> KpTopic.parse("kp1/v/epmx/s3cret/get/"))
                .hasMessageNotContaining("s3cret")
                .hasMessageStartingWith("The topic has an empty level");
        KpTopic topic = KpTopic.parse("kp1/v/epmx/s3cret/get");
        assertThat(topic.toString() + topic.endpointAware()).doesNotContain("s3cret");
    }

    @Test
    void push_topics_are_built() {
        String topic = KpTopic.of("app-v1", "cmx", EndpointToken.of("tok"), "/config/json");
        assertThat(KpTopic.status(topic)).isEqualTo("kp1/app-v1/cmx/tok/config/json/status");
        assertThat(KpTopic.error(topic)).isEqualTo("kp1/app-v1/cmx/tok/config/json/error");
        assertThat(KpTopic.of("app-v1", "bcx", "/news")).isEqualTo("kp1/app-v1/bcx/news");
    }

    @Property
    void any_topic_is_read_or_refused_and_reading_loses_nothing(@ForAll String rest) {
        String text = "kp1/v/epmx/" + rest;
        try {
            KpRequest request = KpTopic.parse(text).endpointAware();
            String token = request.token().orElseThrow().value();
            assertThat(text).startsWith(KpTopic.of("v", "epmx", EndpointToken.of(token), request.resourcePath()));
        } catch (Refused refused) {
            assertThat(refused.refusal().status()).isEqualTo(400);
        }
    }
}
