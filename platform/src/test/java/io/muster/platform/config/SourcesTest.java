package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.EventStreamSettings.Limit;
import io.muster.platform.postgres.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
    private static final Key<Integer> LENGTH =
            Key.integer("kaa.cm.ep-token.length", 4, 128).byDefault(10).flag("--length");
    private static final Key<Secret> PASSWORD = Key.secret("nats.password");

    @TempDir
    Path directory;

    private Given given() {
        return new Given(directory);
    }

    @Test
    void flagBeatsEnvironmentBeatsFileBeatsDefault() {
        Given given = given();
        assertThat(given.value(LENGTH)).isEqualTo(10);
        assertThat(given.yaml("kaa.cm.ep-token.length: 11").value(LENGTH)).isEqualTo(11);
        assertThat(given.variable("KAA_CM_EP_TOKEN_LENGTH", "12").value(LENGTH)).isEqualTo(12);
        assertThat(given.flag("--length", "13").value(LENGTH)).isEqualTo(13);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kaa.cm.ep-token.length: 11",
                "kaa: {cm: {ep-token: {length: 11}}}",
                "kaa: {cm.ep-token: {length: 11}}",
                "kaa: {cm: {epToken: {length: 11}}}",
                "kaa: {cm: {ep_token: {length: '11'}}}",
                "kaa: {cm.ep-token.length: 11}\nkaa.cm.ep-register.x: {}",
            })
    void theFileMayWriteAKeyInEverySpellingOfSpring(String yaml) {
        assertThat(given().yaml(yaml).value(LENGTH)).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource({
        "KAA_SECURITY_CLIENT_ID, kaa.security.client-id",
        "KAA_SECURITY_CLIENTID, kaa.security.client-id",
        "KAA_TEKTON_ENABLED, kaa.tekton.enabled",
        "KAA_KPC_TRANSPORTS_MQTT_TCP_ENABLED, kaa.kpc.transports.mqtt.tcp.enabled",
        "KAA_SCMP_CONSUMER_PROVIDER_SERVICE_INSTANCE_NAME, kaa.scmp.consumer.provider.service-instance.name",
        "MUSTER_HTTP_PORT, muster.http.port",
        "NATS_URLS, nats.urls",
        "NATS_USERNAME, nats.username",
        "SECURITY_IGNORED, security.ignored",
    })
    void theEnvironmentNamesAKeyInUpperCase(String variable, String path) {
        assertThat(given().variable(variable, "given").value(Key.text(path))).isEqualTo("given");
    }

    @Test
    void theSpecialNamesOfTheOriginalWork() throws IOException {
        Path file = Files.writeString(directory.resolve("other.yml"), "server.port: 8099");
        SharedSettings settings = given().variable("APP_CONFIG_PATH", file.toString())
                .variable("MUSTER_SERVICES", "cm")
                .variable("INSTANCE_NAME", "cm-blue")
                .variable("NATS_URLS", "nats://a:4222, nats://b:4222")
                .variable("NATS_USERNAME", "joe")
                .variable("NATS_PASSWORD", "s3cret")
                .variable("KAA_SECURITY_CLIENTSECRET", "c1ient")
                .read(SharedSettings::read);

        assertThat(settings.http().port()).isEqualTo(8099);
        assertThat(settings.identities()).containsEntry(Service.CM, new ServiceIdentity("cm-blue", "r4nd0m"));
        assertThat(settings.nats().urls()).extracting(ServerUrl::host).containsExactly("a", "b");
        assertThat(settings.nats().username()).contains("joe");
        assertThat(settings.nats().password()).contains(new Secret("s3cret"));
        assertThat(settings.security().clientSecret()).contains(new Secret("c1ient"));
    }

    @Test
    void anEmptyValueCountsAsNotGiven() {
        Given given = given().yaml("kaa.cm.ep-token.length: ''").variable("KAA_CM_EP_TOKEN_LENGTH", " ");
        assertThat(given.value(LENGTH)).isEqualTo(10);
    }

    @Test
    void theDefaultFileIsThatOfTheService() throws IOException {
        Path srv = Files.createDirectories(directory.resolve("srv/cm"));
        Files.writeString(srv.resolve("service-config.yml"), "kaa.cm.ep-token.length: 22");
        assertThat(given().value(LENGTH)).isEqualTo(10);
        assertThat(given().flag("--services", "cm").value(LENGTH)).isEqualTo(22);
        assertThat(given().open().configurationFile()).isEmpty();
        assertThat(given().flag("--services", "cm").open().configurationFile())
                .contains(srv.resolve("service-config.yml"));
    }

    @Test
    void aSecretMayComeFromAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "pa ss\n");
        assertThat(given().variable("NATS_PASSWORD_FILE", file.toString()).value(PASSWORD))
                .isEqualTo(new Secret("pa ss"));
        assertThat(given().yaml("nats.password-file: " + file).value(PASSWORD)).isEqualTo(new Secret("pa ss"));
        assertThat(given().yaml("nats.password: weak")
                        .variable("NATS_PASSWORD_FILE", file.toString())
                        .value(PASSWORD))
                .isEqualTo(new Secret("pa ss"));
    }

    @Test
    void valuesCarryTheirUnits() {
        Given given = given().yaml("""
                service.graceful-shutdown: 45
                muster: {http: {max-body-size: 64KiB}, db.statement-timeout: 500ms, services: [epr, kpc]}
                """);
        SharedSettings settings = given.read(SharedSettings::read);
        assertThat(settings.process().gracefulShutdown()).isEqualTo(Duration.ofSeconds(45));
        assertThat(settings.http().maxBody()).isEqualTo(65_536);
        assertThat(settings.postgres().statementTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.process().services().services()).containsExactly(Service.EPR, Service.KPC);
        assertThat(given().variable("X", "[::1]:80").value(Key.hostPort("x"))).isEqualTo(new HostPort("::1", 80));
    }

    @Test
    void instanceNamesComeFromTheSharedKeyOnlyWhenAServiceRunsAlone() {
        String yaml = "service.instance: {name: blue, replica.id: r1}\nkaa.epr.instance-name: register";
        Map<Service, ServiceIdentity> alone = given().yaml(yaml)
                .flag("--services", "cm")
                .read(SharedSettings::read)
                .identities();
        assertThat(alone)
                .containsEntry(Service.CM, new ServiceIdentity("blue", "r1"))
                .containsEntry(Service.EPR, new ServiceIdentity("register", "r1"))
                .containsEntry(Service.KPC, new ServiceIdentity("kpc", "r1"));
        assertThat(given().yaml(yaml).read(SharedSettings::read).identities())
                .containsEntry(Service.CM, new ServiceIdentity("cm", "r1"));
        assertThat(given().yaml(yaml).remarks())
                .containsExactly("muster.yml:1: service.instance.name: ignored: several services run;"
                        + " name each one with kaa.epr.instance-name and so on");
    }

    @Test
    void databaseUrlGivesUserAndPassword() {
        Postgres settings = given().variable("MUSTER_DB_URL", "postgresql://joe:p%40ss@db:5433/muster")
                .read(SharedSettings::read)
                .postgres();
        assertThat(settings.url().map(DatabaseUrl::bare)).contains("postgresql://db:5433/muster");
        assertThat(settings.user()).contains("joe");
        assertThat(settings.password()).contains(new Secret("p@ss"));
        assertThat(settings.settings("epr"))
                .contains(DatabaseSettings.of("postgresql://db:5433/muster?sslmode=prefer", "joe", "p@ss", "epr"));
        assertThat(settings.toString()).doesNotContain("p%40ss").doesNotContain("p@ss");
    }

    @Test
    void whatIsConfiguredOfTheEventStreamIsInsistedOn() {
        EventStreamSettings events = given().yaml("muster.events.replicas: 1")
                .flag("--events-max-age", "3d")
                .read(SharedSettings::read)
                .events();
        assertThat(events.insisted()).containsExactlyInAnyOrder(Limit.MAX_AGE, Limit.REPLICAS);
    }

    @Test
    void databaseMayHaveSeveralHosts() {
        Postgres settings = given().variable(
                        "MUSTER_DB_URL", "postgresql://joe:p%40ss@h1:5433,h2/muster?target_session_attrs=primary")
                .read(SharedSettings::read)
                .postgres();
        assertThat(settings.settings("epr"))
                .contains(DatabaseSettings.of(
                        "postgresql://h1:5433,h2/muster?target_session_attrs=primary&sslmode=prefer",
                        "joe",
                        "p@ss",
                        "epr"));
        assertThat(settings.url().map(DatabaseUrl::toString))
                .contains("postgresql://[hidden]@h1:5433,h2/muster?[hidden]");
    }

    @Test
    void securityIsSwitchedByEitherKey() {
        String rest = "\nkaa.security: {issuer: 'https://auth/realms/kaa', authorization-enabled: false}";
        assertThat(isEnabled("security.ignored: none" + rest)).isTrue();
        assertThat(isEnabled("security.ignored: '/**'" + rest)).isFalse();
        assertThat(isEnabled("security.ignored: '/**'\nkaa.security.enabled: true" + rest))
                .isTrue();
    }

    private boolean isEnabled(String yaml) {
        return given().yaml(yaml).read(SharedSettings::read).security().enabled();
    }
}
