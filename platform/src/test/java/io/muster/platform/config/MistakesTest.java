package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MistakesTest {
    private static final Key<Integer> LENGTH =
            Key.integer("kaa.cm.ep-token.length", 4, 128).byDefault(10);
    private static final Key<Duration> TIMEOUT =
            Key.duration("kaa.kpc.extension-timeout", Duration.ofMillis(100), Duration.ofMinutes(5));
    private static final Key<HostPort> PEER = Key.hostPort("muster.peer");

    @TempDir
    Path directory;

    private Given given() {
        return new Given(directory);
    }

    static Stream<Arguments> filesWithOneMistake() {
        return Stream.of(
                Arguments.of(
                        "kaa:\n  cm:\n    ep-token:\n      length: abc",
                        "muster.yml:4: kaa.cm.ep-token.length: found \"abc\", allowed: an integer from 4 to 128"),
                Arguments.of(
                        "kaa.cm.ep-token.length: 3",
                        "muster.yml:1: kaa.cm.ep-token.length: found \"3\", allowed: an integer from 4 to 128"),
                Arguments.of(
                        "kaa.cm.ep-token.length: [10]",
                        "muster.yml:1: kaa.cm.ep-token.length: found a list, allowed: an integer from 4 to 128"),
                Arguments.of(
                        "kaa.cm.ep-token.length: {a: 10}",
                        "muster.yml:1: kaa.cm.ep-token.length: found a mapping, allowed: an integer from 4 to 128"),
                Arguments.of(
                        "kaa.cm.ep-token: 10",
                        "muster.yml:1: kaa.cm.ep-token: found \"10\","
                                + " allowed: a mapping of keys below kaa.cm.ep-token"),
                Arguments.of(
                        "kaa.cm.ep-token.lenght: 10",
                        "muster.yml:1: kaa.cm.ep-token.lenght: unknown key, did you mean kaa.cm.ep-token.length?"),
                Arguments.of(
                        "\nkaa.kcp:\n  transports: {mqtt: 1}",
                        "muster.yml:2: kaa.kcp: unknown key, did you mean kaa.kpc?"),
                Arguments.of("nonsense: true", "muster.yml:1: nonsense: unknown key"),
                Arguments.of(
                        "nats:\n  urls: nats://a\nserver: {port: 1}\nnats:\n  urls: nats://b",
                        "muster.yml:4: nats: given twice, first on line 1; keep one"),
                Arguments.of(
                        "nats.urls: nats://a\nnats:\n  urls: nats://b",
                        "muster.yml:3: nats.urls: given twice, first on line 1; keep one"),
                Arguments.of(
                        "server.port: 80\nmuster.http.port: 81",
                        "muster.yml:1: muster.http.port: also given by file muster.yml:2 with another value; keep one"),
                Arguments.of(
                        "kaa.kpc.extension-timeout: 10",
                        "muster.yml:1: kaa.kpc.extension-timeout: found \"10\","
                                + " allowed: a duration such as 500ms, 10s, 5m, 2h or 1d, from 100ms to 5m"),
                Arguments.of(
                        "service.graceful-shutdown: 2h",
                        "muster.yml:1: service.graceful-shutdown: found \"2h\", allowed: a number of seconds,"
                                + " or a duration such as 500ms, 10s, 5m, 2h or 1d, from 0s to 1h"),
                Arguments.of(
                        "muster.http.max-body-size: 1MB",
                        "muster.yml:1: muster.http.max-body-size: found \"1MB\","
                                + " allowed: a size such as 512B, 64KiB or 1MiB, from 1KiB to 256MiB"),
                Arguments.of(
                        "muster.services: [epr, epx]",
                        "muster.yml:1: muster.services: found \"epr,epx\", allowed: a list, comma-separated or as"
                                + " YAML list, each element once and one of epr, cm, epmx, kpc"),
                Arguments.of(
                        "muster.db.ssl-mode: on",
                        "muster.yml:1: muster.db.ssl-mode: found \"on\","
                                + " allowed: one of disable, allow, prefer, require"),
                Arguments.of(
                        "muster.db.url: jdbc:mariadb://cm",
                        "muster.yml:1: muster.db.url: found \"jdbc:mariadb://cm\","
                                + " allowed: a URL that starts with postgresql:// or postgres:// and names a host,"
                                + " or several separated by commas, with target_session_attrs any, read-write or"
                                + " primary"),
                Arguments.of(
                        "muster.db.url: postgresql://u:pw@db",
                        "muster.yml:1: muster.db.url: found postgresql://[hidden]@db, which names no database;"
                                + " allowed: postgresql://HOST:5432/NAME"),
                Arguments.of(
                        "muster.peer: host:0",
                        "muster.yml:1: muster.peer: found \"host:0\", allowed: host:port with a port from 1 to 65535"),
                Arguments.of(
                        "service.instance.replica.id: a.b",
                        "muster.yml:1: service.instance.replica.id: found \"a.b\","
                                + " allowed: 1 to 64 letters, digits, - or _"),
                Arguments.of(
                        "kaa.epr.instance-name: kpc",
                        "muster.yml:1: kaa.epr.instance-name: found \"kpc\","
                                + " which would be the name of both EPR and KPC; allowed: a different name for each service"),
                Arguments.of(
                        "security.ignored: all", "muster.yml:1: security.ignored: found \"all\", allowed: /** or none"),
                Arguments.of(
                        "kaa.security: {enabled: true, authorization-enabled: false}",
                        "not given: kaa.security.issuer: security is on, so an issuer is needed,"
                                + " for example https://auth.example/realms/kaa"),
                Arguments.of(
                        "kaa.security: {enabled: true, issuer: 'https://a', client-id: b}",
                        "not given: kaa.security.client-secret: client-id and client-secret belong together;"
                                + " give both or none of them"),
                Arguments.of(
                        "muster.security.api-keys: 'robot short'",
                        "muster.yml:1: muster.security.api-keys: line 1: the key must have 32 characters or more;"
                                + " make one with: openssl rand -hex 32"),
                Arguments.of(
                        "kaa.security.enabled: yes",
                        "muster.yml:1: kaa.security.enabled: found \"yes\", allowed: true or false"),
                Arguments.of(
                        "muster.bind: 0.0.0.0",
                        "muster.yml:1: muster.bind: found \"0.0.0.0\", but without authentication only a loopback"
                                + " address is allowed; set kaa.security.enabled: true and kaa.security.issuer,"
                                + " or muster.security.api-keys-file, or muster.bind: 127.0.0.1"),
                Arguments.of(
                        "nats.username: joe",
                        "muster.yml:1: nats.username: user name and password belong together;"
                                + " give both nats.username and nats.password"),
                Arguments.of(
                        "muster.db.url: postgresql://db/muster",
                        "muster.yml:1: muster.db.url: a database user is needed;"
                                + " give muster.db.user or postgresql://USER@HOST:5432/NAME"),
                Arguments.of(
                        "muster.db.password-file: /nowhere/token",
                        "muster.yml:1: muster.db.password-file: found \"/nowhere/token\", the file does not exist"),
                Arguments.of(
                        "muster.db: {password: a, password-file: /nowhere/token}",
                        "muster.yml:1: muster.db.password-file: also given directly as muster.db.password by file muster.yml:1;"
                                + " keep one"),
                Arguments.of(
                        "muster.config: a.yml",
                        "muster.yml:1: muster.config: the file cannot name itself; remove the key,"
                                + " use --config or MUSTER_CONFIG"),
                Arguments.of("- a\n- b", "muster.yml:1: found a list, allowed: a mapping of configuration keys"),
                Arguments.of("a", "muster.yml:1: found \"a\", allowed: a mapping of configuration keys"),
                Arguments.of(
                        "nats.urls: nats://a\n---\nb: 1",
                        "muster.yml:3: a second YAML document begins here; keep one per file"),
                Arguments.of("? [a]\n: b", "muster.yml:1: a key must be a plain text"),
                Arguments.of(
                        "nats:\n  urls: [",
                        "muster.yml:2: not valid YAML: expected the node content, but found '<stream end>'"));
    }

    @ParameterizedTest
    @MethodSource("filesWithOneMistake")
    void everyMistakeNamesItsLineItsKeyAndWhatIsAllowed(String yaml, String mistake) {
        assertThat(given().yaml(yaml).mistakes(LENGTH, TIMEOUT, PEER)).containsExactly(mistake);
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        assertThat(given().yaml("""
                                muster:
                                  http:
                                    port: high
                                    max-body-sise: 1MiB
                                kaa:
                                  applications:
                                    Kettle:
                                """)
                        .variable("MUSTER_DB_POOL_SIZE", "0")
                        .flag("--mqtt-prt", "1883")
                        .flag("--nats-port", "-1")
                        .mistakes())
                .containsExactlyInAnyOrder(
                        "muster.yml:3: muster.http.port: found \"high\", allowed: an integer from 0 to 65535",
                        "muster.yml:4: muster.http.max-body-sise: unknown key,"
                                + " did you mean muster.http.max-body-size?",
                        "muster.yml:7: kaa.applications: found \"Kettle\","
                                + " allowed: a name of lower-case letters a-z, digits, - and _",
                        "environment MUSTER_DB_POOL_SIZE: muster.db.pool-size: found \"0\","
                                + " allowed: an integer from 1 to 1000",
                        "flag --nats-port: muster.nats.port: found \"-1\", allowed: an integer from 0 to 65535",
                        "flag --mqtt-prt: unknown flag");
    }

    @Test
    void twoVariablesOfOneKeyMustAgree() {
        assertThat(given().variable("KAA_SECURITY_CLIENT_ID", "a")
                        .variable("KAA_SECURITY_CLIENTID", "b")
                        .mistakes())
                .containsExactly("environment KAA_SECURITY_CLIENTID: kaa.security.client-id:"
                        + " also given by environment KAA_SECURITY_CLIENT_ID with another value; keep one");
        assertThat(given().variable("KAA_SECURITY_CLIENT_ID", "a")
                        .variable("KAA_SECURITY_CLIENTID", "a")
                        .mistakes())
                .isEmpty();
    }

    @Test
    void aMissingFileIsAMistakeOnlyWhenItWasNamed() {
        assertThat(given().mistakes()).isEmpty();
        assertThat(given().flag("--config", "/nowhere/muster.yml").mistakes())
                .containsExactly("/nowhere/muster.yml:1: the file does not exist");
        assertThat(given().flag("--config", directory.toString()).mistakes())
                .containsExactly(directory + ":1: this is a directory, allowed: a file");
    }

    @Test
    void aliasesCannotBlowUpTheTree() {
        StringBuilder yaml = new StringBuilder("kaa.tenants:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 10; level++) {
            yaml.append("  a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n"
                    .formatted(level, level, level - 1, level - 1, level - 1, level - 1));
        }
        yaml.append("  b: [*a9, *a9, *a9, *a9]\n");
        String limit = "nested or repeated too much; allowed: 40 levels and 100000 values";
        assertThat(given().yaml(yaml.toString()).mistakes())
                .isNotEmpty()
                .allMatch(line -> line.endsWith(limit))
                .hasSize(1);
        assertThat(given().yaml("kaa.tenants: &t\n  again: *t").mistakes())
                .hasSize(1)
                .allMatch(line -> line.endsWith(limit));
    }

    @Test
    void keysOfTheOriginalAndOfOtherServicesAreToleratedWithARemark() {
        assertThat(given().yaml("""
                                spring:
                                  datasource: {url: "jdbc:mariadb://cm", password: hush}
                                  data.mongodb.uri: mongodb://epr
                                kaa:
                                  tekton: {enabled: true}
                                  applications: {lamp: }
                                  cap.provider.basic.concurrency: 8
                                  tenants: {t1: {config: {transports: {}}}}
                                """)
                        .variable("MUSTER_HTTP_PROT", "1")
                        .variable("KAA_APPLICATIONS_SMART_KETTLE_VERSIONS", "v1")
                        .remarks())
                .containsExactly(
                        "muster.yml:5: kaa.tekton.enabled: kaa.applications of the file is not used:"
                                + " applications come from Tekton",
                        "muster.yml:1: spring: ignored: Muster does not use Spring",
                        "muster.yml:7: kaa.cap: ignored: belongs to a service that is not part of Muster",
                        "muster.yml:8: kaa.tenants: ignored: settings of single tenants are not supported",
                        "environment KAA_APPLICATIONS_SMART_KETTLE_VERSIONS: ignored: applications are configured"
                                + " in the file only, so that their names stay exact",
                        "environment MUSTER_HTTP_PROT: ignored: no such key, did you mean MUSTER_HTTP_PORT?");
    }

    @Test
    void whatMayBeASecretIsNeverQuoted() {
        assertThat(given().yaml("nats.urls: http://joe:hush@a\nnats.pasword: hush")
                        .mistakes())
                .hasSize(2)
                .noneMatch(line -> line.contains("hush"));
    }
}
