package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Rest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page of another origin in a browser, which asks before it sends what a form could not. */
@ExtendWith(SharedPlatform.class)
final class DashboardPageTest {
    private static final String ALLOWED_ORIGIN = "Access-Control-Allow-Origin";

    private final Platform platform;
    private final Management management;
    private final Rest rest;
    private final Rest withoutKey;

    DashboardPageTest(Platform platform) {
        this.platform = platform;
        this.management = platform.management();
        this.rest = management.rest();
        this.withoutKey = new Rest(platform.muster().http("/"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /epr/api/v1/endpoints?include=metadata, authorization",
        "PUT, /epr/api/v1/endpoints/some/metadata/location, authorization content-type",
        "PATCH, /epr/api/v1/endpoints/some/metadata, authorization content-type if-match",
        "DELETE, /cm/api/v1/endpoints/some/tokens/one, x-iamcore-api-key",
        "POST, /kp1/demo_application_v1/epmx/some/update/keys, content-type",
        "POST, /kpc/kp1/demo_application_v1/epmx/some/update/keys, content-type"
    })
    void itsQuestionIsAnsweredWithoutCredentials(String method, String path, String headers) {
        Rest.Answer answer = preflight(Platform.ORIGIN, method, path, headers.replace(' ', ','));

        assertThat(answer.status()).isBetween(200, 299);
        assertThat(answer.header(ALLOWED_ORIGIN)).contains(Platform.ORIGIN);
        assertThat(list(answer, "Access-Control-Allow-Methods")).contains(method.toLowerCase(Locale.ROOT));
        assertThat(list(answer, "Access-Control-Allow-Headers")).containsAll(Arrays.asList(headers.split(" ")));
    }

    @Test
    void itListsMovesADeviceAndReadsWhatWentWrong() {
        Registered endpoint = management.register("{}");
        String path = "/epr/api/v1/endpoints/" + endpoint.endpointId();

        Rest.Answer list = rest.get(
                        "/epr/api/v1/endpoints?include=metadata&endpointId=" + endpoint.endpointId(),
                        "Origin",
                        Platform.ORIGIN,
                        "Accept",
                        "application/json")
                .expect(200);
        assertThat(list.header(ALLOWED_ORIGIN)).contains(Platform.ORIGIN);
        assertThat(list(list, "Access-Control-Expose-Headers")).contains("etag", "location");
        assertThat(rest.put(path + "/metadata/location", "\"Kyiv\"", "Origin", Platform.ORIGIN)
                        .header(ALLOWED_ORIGIN))
                .contains(Platform.ORIGIN);
        assertThat(management.metadata(endpoint.endpointId()).path("location").asText())
                .isEqualTo("Kyiv");
        assertThat(rest.get("/epr/api/v1/endpoints/nobody", "Origin", Platform.ORIGIN)
                        .expect(404)
                        .header(ALLOWED_ORIGIN))
                .contains(Platform.ORIGIN);
        assertThat(withoutKey
                        .get("/epr/api/v1/endpoints", "Origin", Platform.ORIGIN, "Authorization", "bearer none")
                        .expect(401)
                        .header(ALLOWED_ORIGIN))
                .contains(Platform.ORIGIN);
    }

    @Test
    void itMayBeADeviceItself() {
        Registered endpoint = management.register("{\"location\":\"Lviv\"}");

        Rest.Answer answer = withoutKey
                .post("/kp1/demo_application_v1/epmx/" + endpoint.token() + "/get", "{}", "Origin", Platform.ORIGIN)
                .expect(200);
        assertThat(answer.header(ALLOWED_ORIGIN)).contains(Platform.ORIGIN);
        assertThat(answer.json().path("location").asText()).isEqualTo("Lviv");
    }

    @Test
    void pagesOfOtherOriginsAreNotLetIn() {
        Rest.Answer answer = preflight("http://elsewhere.example", "PUT", "/epr/api/v1/endpoints/some", "content-type");

        assertThat(answer.header(ALLOWED_ORIGIN)).isEmpty();
        assertThat(rest.get("/epr/api/v1/endpoints", "Origin", "http://elsewhere.example")
                        .header(ALLOWED_ORIGIN))
                .isEmpty();
    }

    @Test
    void pagesOfTheServerItselfNeedNoPermission() {
        String own = platform.muster().http("").toString();

        rest.post("/epr/api/v1/endpoints", "{\"appVersion\":{\"name\":\"demo_application_v1\"}}", "Origin", own)
                .expect(201);
    }

    private Rest.Answer preflight(String origin, String method, String path, String headers) {
        return withoutKey.send(
                "OPTIONS",
                path,
                "",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                headers);
    }

    private static List<String> list(Rest.Answer answer, String header) {
        return Arrays.stream(answer.header(header)
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .split(","))
                .map(String::strip)
                .toList();
    }
}
