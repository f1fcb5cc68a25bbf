package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    Path directory;

    private Given given() {
        return new Given(directory);
    }

    private Configuration configuration() {
        Reader reader = given().yaml("""
                        nats:
                          urls: nats://joe:hush@a:4222
                        kaa.applications.a: {versions: {v: {metadata-keys: {x: , y: {write-enabled: false}}}}}
                        """)
                .variable("NATS_USERNAME", "joe")
                .variable("NATS_PASSWORD", "hush")
                .variable("MUSTER_DB_URL", "postgresql://joe:hush@db/muster?password=hush")
                .flag("--http-port", "8099")
                .open();
        SharedSettings.read(reader);
        return reader.finish();
    }

    @Test
    void everyValueCarriesItsOrigin() {
        assertThat(configuration().settings())
                .contains(
                        new Setting("muster.bind", "127.0.0.1", new Origin.Default()),
                        new Setting("muster.http.port", "8099", new Origin.Flag("--http-port")),
                        new Setting("nats.username", "joe", new Origin.Environment("NATS_USERNAME")),
                        new Setting("muster.db.pool-size", "16", new Origin.Default()),
                        new Setting("nats.urls", "nats://[hidden]@a:4222", file(2)),
                        new Setting("kaa.applications.a.versions.v.metadata-keys", "x, y (read only)", file(3)));
    }

    private Origin file(int line) {
        return new Origin.File(directory.resolve("muster.yml").toString(), line);
    }

    @Test
    void secretsAreNeverShown() {
        Configuration configuration = configuration();
        assertThat(configuration.setting("nats.password").map(Setting::value)).contains("[hidden]");
        assertThat(List.of(
                        configuration.table(),
                        configuration.json(),
                        configuration.settings().toString()))
                .noneMatch(text -> text.contains("hush"));
        assertThat(new Secret("hush").toString()).isEqualTo("[hidden]");
    }

    @Test
    void theTableIsAligned() {
        List<Setting> settings = List.of(
                new Setting("a.b", "1", new Origin.Default()),
                new Setting("a.long-key", "text", new Origin.Environment("A_LONG_KEY")));
        assertThat(new Configuration(settings, new Catalogue(List.of()), List.of()).table())
                .isEqualTo("""
                a.b         1     default
                a.long-key  text  environment A_LONG_KEY
                """);
    }

    @Test
    void jsonHasValueAndOriginOfEachKey() {
        List<Setting> settings = List.of(new Setting("a.b", "\"1\"", new Origin.Flag("--a")));
        assertThat(new Configuration(settings, new Catalogue(List.of()), List.of())
                        .json()
                        .replaceAll("\\s", ""))
                .isEqualTo("{\"a.b\":{\"value\":\"\\\"1\\\"\",\"origin\":\"flag--a\"}}");
    }

    @Test
    void theExceptionListsOneMistakePerLine() {
        Reader reader =
                given().flag("--http-port", "x").flag("--bind", "8.8.8.8").open();
        SharedSettings.read(reader);
        assertThatThrownBy(reader::finish)
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage("""
                        flag --http-port: muster.http.port: found "x", allowed: an integer from 0 to 65535
                        flag --bind: muster.bind: found "8.8.8.8", but without authentication only a loopback address \
                        is allowed; set kaa.security.enabled: true and kaa.security.issuer, \
                        or muster.security.api-keys-file, or muster.bind: 127.0.0.1""");
    }

    @Test
    void foreignTextIsQuotedOnOneLine() {
        assertThat(Problem.quote("a\nb\u001b[31m")).isEqualTo("\"a\uFFFDb\uFFFD[31m\"");
        assertThat(Problem.quote("x".repeat(61))).isEqualTo("\"" + "x".repeat(60) + "…\"");
    }
}
