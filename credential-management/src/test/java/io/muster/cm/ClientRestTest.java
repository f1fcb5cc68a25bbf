package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the REST API does alike with users and certificates. */
class ClientRestTest {
    private static Installation installation;
    private static Rest rest;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation();
        rest = installation.start().rest;
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    private static String add(String kind, String name) {
        String body = kind.equals("credentials")
                ? "{\"username\":\"%s\",\"password\":\"p\",\"clientId\":\"%1$s\"}"
                : "{\"issuer\":\"CN=%s\",\"serialNumber\":\"1\",\"clientId\":\"%1$s\"}";
        Rest.Answer created = rest.post("/clients/" + kind, body.formatted(name));
        assertThat(created.status()).isEqualTo(201);
        return created.member("credentialId");
    }

    private static List<String> clients(String path) {
        return StreamSupport.stream(rest.get(path).body().path("content").spliterator(), false)
                .map(item -> item.path("clientId").asText())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"credentials", "certificates"})
    void listsByPageOrderAndStatus(String kind) {
        String all = "/clients/" + kind;
        int before = rest.get(all).body().path("totalElements").asInt();
        List<String> ids = new ArrayList<>();
        for (String name : new String[] {"list-1", "list-2", "list-3"}) {
            ids.add(add(kind, name));
        }
        rest.put(all + "/" + ids.get(1) + "/status", "{\"status\":\"Suspended\"}");
        rest.put(all + "/" + ids.get(2) + "/status", "{\"status\":\"Revoked\"}");

        Rest.Answer listed = rest.get(all + "?limit=2");
        assertThat(listed.body().path("totalElements").asInt()).isEqualTo(before + 3);
        assertThat(clients(all + "?limit=2")).containsExactly("list-3", "list-2");
        assertThat(clients(all + "?limit=1&offset=1")).containsExactly("list-2");
        assertThat(clients(all + "?order=ASC")).endsWith("list-1", "list-2", "list-3");
        assertThat(clients(all + "?status=Suspended,Revoked")).containsExactly("list-3", "list-2");
        assertThat(clients(all + "?status=Suspended&status=Revoked&order=ASC")).containsExactly("list-2", "list-3");
        assertThat(rest.get(all + "?status=Asleep").status()).isEqualTo(400);
        assertThat(rest.get(all + "?limit=2", "If-None-Match", listed.header("ETag"))
                        .status())
                .isEqualTo(304);
        ids.forEach(id -> rest.delete(all + "/" + id));
        assertThat(rest.get(all + "?limit=2", "If-None-Match", listed.header("ETag"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"credentials", "certificates"})
    void changesFollowTheStateMachineAndTheEntityTag(String kind) {
        String one = "/clients/" + kind + "/" + add(kind, "change");
        Rest.Answer shown = rest.get(one);
        assertThat(shown.member("status")).isEqualTo("Inactive");
        String tag = shown.header("ETag");

        assertThat(rest.put(one + "/status", "{\"status\":\"Suspended\"}", "If-Match", "\"77\"")
                        .status())
                .isEqualTo(412);
        Rest.Answer suspended = rest.put(one + "/status", "{\"status\":\"Suspended\"}", "If-Match", tag);
        assertThat(suspended.member("status")).isEqualTo("Suspended");
        assertThat(rest.patch(one, "{\"status\":\"Active\"}", "If-Match", tag).status())
                .isEqualTo(412);
        assertThat(rest.patch(one, "{\"status\":\"Active\"}", "If-Match", suspended.header("ETag"))
                        .member("status"))
                .isEqualTo("Active");
        assertThat(rest.patch(one, "{\"status\":\"Revoked\"}").status()).isEqualTo(200);
        Rest.Answer never = rest.patch(one, "{\"status\":\"Active\"}");
        assertThat(never.status()).isEqualTo(409);
        assertThat(never.message()).contains("Revoked", "allowed from here: deletion");
        assertThat(rest.delete(one, "If-Match", tag).status()).isEqualTo(412);
        assertThat(rest.delete(one).status()).isEqualTo(204);
        assertThat(rest.get(one).status()).isEqualTo(404);
        assertThat(rest.put(one + "/status", "{\"status\":\"Active\"}").status())
                .isEqualTo(404);
        assertThat(rest.delete(one).status()).isEqualTo(404);
    }
}
