package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.muster.cm.credential.Validity;
import io.muster.cm.secret.HashKey;
import io.muster.cm.token.NewToken;
import io.muster.cm.token.ProvisionedToken;
import io.nats.client.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Runs through everything with the finest logging, and looks for the secrets in whatever came out. */
class SecretsTest {
    private static final String TOKEN = "tok3n-Vn8qZ2";
    private static final String PASSWORD = "pa55word-Kw4xJ7";
    private static final String OTHER = "pa55word-Qm1yT9";

    @Test
    void noSecretInLogsEventsAnswersAndTables() throws Exception {
        ListAppender<ILoggingEvent> logs = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("ROOT");
        Logger own = (Logger) LoggerFactory.getLogger("io.muster");
        Level before = own.getLevel();
        try (Installation installation = new Installation()) {
            logs.start();
            root.addAppender(logs);
            own.setLevel(Level.TRACE);
            List<Message> messages = new CopyOnWriteArrayList<>();
            installation.bus.subscribe("kaa.v1.events." + installation.name + ".>", messages::add);
            Installation.Replica replica = installation.start();
            Rest rest = replica.rest;

            String id = rest.addToken("ep", "kettle", TOKEN).member("endpointTokenId");
            rest.answers.clear();
            rest.addToken("ep", "kettle", TOKEN);
            rest.addToken("ep", "kettle", TOKEN + "/");
            Ask.token(installation.bus, installation.name, "kettle", TOKEN);
            Ask.token(installation.bus, installation.name, "kettle", TOKEN + "#");
            rest.get("/endpoints/ep/tokens");
            rest.setStatus("ep", id, "Suspended");

            String user = rest.post("/clients/credentials", "{\"username\":\"u\",\"password\":\"" + PASSWORD + "\"}")
                    .member("credentialId");
            rest.post("/clients/credentials", "{\"username\":\"u\",\"password\":\"" + PASSWORD + "\"}");
            rest.post("/clients/credentials", "{\"username\":\"u\",\"password\":[\"" + PASSWORD + "\"]}");
            rest.post("/clients/credentials", "{\"username\":\"u\",\"password\":\"" + PASSWORD + "\"");
            replica.cm.logins().validate("u", PASSWORD);
            replica.cm.logins().validate("u", OTHER);
            rest.put("/clients/credentials/" + user + "/password", "{\"password\":\"" + OTHER + "\"}");
            rest.post(
                    "/clients/credentials/" + user + "/rotate",
                    "{\"password\":\"" + PASSWORD + "\",\"previousNotAfter\":\"2999-01-01T00:00:00Z\"}");
            rest.post("/clients/credentials/" + user + "/rotate", "{\"password\":7,\"previous\":\"" + OTHER + "\"}");
            replica.cm.logins().validate("u", OTHER);
            rest.get("/clients/credentials");
            rest.post(
                    "/clients/credentials/bulk",
                    "{\"username\":\"u\",\"password\":\"" + PASSWORD + "\"}\n{\"password\":\"" + OTHER + "\"",
                    "Content-Type",
                    "application/x-ndjson");
            List<String> rotated = rows(installation, "client_password");
            assertThat(rotated).singleElement().asString().contains("2999-01-01");
            rest.delete("/clients/credentials/" + user);
            Eventually.holds("events", () -> messages.size() >= 3);

            ProvisionedToken shown = replica.cm.provision("ep-2", "kettle", Optional.of(TOKEN + "-2"));
            List<String> all = new ArrayList<>(rest.answers);
            all.add(shown.toString());
            all.add(new NewToken("ep", "kettle", Optional.of(TOKEN), Validity.ALWAYS).toString());
            all.add(HashKey.of(Installation.KEY).toString());
            messages.forEach(message -> all.add(new String(message.getData(), StandardCharsets.ISO_8859_1)));
            all.addAll(rotated);
            for (String table : List.of("endpoint_token", "client_password", "change_record", "hash_key")) {
                all.addAll(rows(installation, table));
            }
            synchronized (logs) {
                List.copyOf(logs.list).forEach(event -> {
                    all.add(event.getFormattedMessage());
                    all.add(String.valueOf(event.getMDCPropertyMap()));
                    all.add(
                            event.getThrowableProxy() == null
                                    ? ""
                                    : event.getThrowableProxy().getMessage() + "");
                });
            }
            assertThat(logs.list).isNotEmpty();
            assertThat(all).isNotEmpty().allSatisfy(text -> assertThat(text)
                    .doesNotContain(TOKEN, PASSWORD, OTHER, Installation.KEY));
        } finally {
            root.detachAppender(logs);
            own.setLevel(before);
        }
    }

    private static List<String> rows(Installation installation, String table) {
        List<String> rows = new ArrayList<>();
        installation.database.query("SELECT t::text FROM " + table + " t").forEach(row -> rows.add(row.getString(0)));
        return rows;
    }
}
