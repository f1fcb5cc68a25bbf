package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationsTest {
    @TempDir
    Path directory;

    private Given given() {
        return new Given(directory);
    }

    private Applications read(String yaml) {
        return given().yaml(yaml).read(Applications::read);
    }

    @Test
    void aVersionLeadsToItsApplication() {
        Applications applications = read("""
                kaa:
                  applications:
                    smart_kettle:
                      versions:
                        kettle_v1:
                        kettle_v2: {}
                    c8u2bklah5mkbalggie0:
                      versions: {c8u2bklah5mkbalggie0-v1: null}
                    bare:
                """);
        assertThat(applications.names()).containsExactly("smart_kettle", "c8u2bklah5mkbalggie0", "bare");
        assertThat(applications.versions("smart_kettle"))
                .extracting(ApplicationVersion::name)
                .containsExactly("kettle_v1", "kettle_v2");
        assertThat(applications.applicationOf("c8u2bklah5mkbalggie0-v1")).contains("c8u2bklah5mkbalggie0");
        assertThat(applications.applicationOf("kettle_v3")).isEmpty();
        assertThat(applications.exists("bare")).isTrue();
        assertThat(applications.versions("bare")).isEmpty();
        assertThat(applications.exists("demo_application")).isFalse();
    }

    @Test
    void namesThatDifferOnlyInDashesStayApart() {
        Applications applications = read("""
                kaa.applications:
                  smart_kettle: {versions: {kettle_v1: {metadata-keys: {a: }}}}
                  smart-kettle: {versions: {kettle-v1: {metadata-keys: {b: }}}}
                  smartkettle: {versions: {kettlev1: , kettlev: }}
                """);
        assertThat(applications.names()).containsExactly("smart_kettle", "smart-kettle", "smartkettle");
        assertThat(applications.applicationOf("kettle_v1")).contains("smart_kettle");
        assertThat(applications.applicationOf("kettle-v1")).contains("smart-kettle");
        assertThat(applications.applicationOf("kettlev1")).contains("smartkettle");
        assertThat(applications.applicationOf("kettlev")).contains("smartkettle");
        assertThat(applications.version("kettle_v1").map(version -> version.isReadable("b")))
                .contains(false);
        assertThat(applications.version("kettlev1").map(version -> version.isReadable("b")))
                .contains(true);
    }

    @Test
    void theEnvironmentDoesNotReachApplications() {
        Applications applications = given().yaml("kaa.applications: {kettle: {versions: {v1: }}}")
                .variable("KAA_APPLICATIONS_KETTLE_VERSIONS_V1", "x")
                .variable("KAA_APPLICATIONS", "x")
                .read(Applications::read);
        assertThat(applications.names()).containsExactly("kettle");
    }

    @ParameterizedTest
    @CsvSource({
        "open,     location, true,  true",
        "nothing,  location, true,  true",
        "none,     location, false, false",
        "listed,   location, true,  true",
        "listed,   owner,    true,  false",
        "listed,   a.b,      true,  true",
        "listed,   Owner,    false, false",
        "listed,   other,    false, false",
    })
    void theWhiteListSaysWhatAnEndpointReadsAndWrites(String version, String key, boolean read, boolean write) {
        ApplicationVersion found = read("""
                kaa:
                  applications:
                    smart_kettle:
                      versions:
                        open:
                        nothing: {metadata-keys: null}
                        none: {metadata-keys: {}}
                        listed:
                          metadata-keys:
                            location:
                            a.b: {write-enabled: true}
                            owner:
                              write-enabled: false
                """).version(version).orElseThrow();
        assertThat(found.isReadable(key)).isEqualTo(read);
        assertThat(found.isWritable(key)).isEqualTo(write);
    }

    @ParameterizedTest
    @CsvSource({"open, true, true", "none, false, false", "one, true, false"})
    void extensionsAreAllowedUnlessAListSaysOtherwise(String version, boolean epmx, boolean dcx) {
        ApplicationVersion found = read("""
                kaa.applications:
                  kettle:
                    versions:
                      open: {allowed-extension-instances: }
                      none: {allowed-extension-instances: []}
                      one: {allowed-extension-instances: [epmx]}
                """).version(version).orElseThrow();
        assertThat(found.allowsExtension("epmx")).isEqualTo(epmx);
        assertThat(found.allowsExtension("dcx")).isEqualTo(dcx);
    }

    @Test
    void extensionInstancesSayWhetherTheyKnowEndpoints() {
        ExtensionInstances instances = given().yaml("""
                kaa.extension-instances: {dcx: {endpoint-aware: true}, tsx: , my_ext: {endpoint-aware: false}}
                """).read(reader -> ExtensionInstances.read(reader, "epmx"));
        assertThat(instances.endpointAware())
                .isEqualTo(Map.of("epmx", true, "dcx", true, "tsx", false, "my_ext", false));
    }

    @Test
    void everyMistakeIsReportedInItsPlace() {
        assertThat(given().yaml("""
                                kaa:
                                  applications:
                                    kettle:
                                      version: {}
                                      versions:
                                        v1:
                                          metadata-key: {}
                                          connectivity: {metadata-keys: {state: connected}}
                                          metadata-keys: {a: {write-enabled: maybe}, b: {write_enabled: true}, c: 1}
                                        v2: {allowed-extension-instances: dcx, metadata-keys: [a]}
                                        V3:
                                        v1:
                                    lamp:
                                      versions: {v2: , v4: {allowed-extension-instances: [a b, {}]}}
                                    pump: [v5]
                                  extension-instances:
                                    a.b:
                                    dcx: {endpoint-awar: true, endpoint-aware: 1}
                                    epmx: true
                                """).mistakes())
                .containsExactlyInAnyOrder(
                        "muster.yml:4: kaa.applications.kettle.version: unknown key, did you mean versions?",
                        "muster.yml:7: kaa.applications.kettle.versions.v1.metadata-key: unknown key,"
                                + " did you mean metadata-keys?",
                        "muster.yml:9: kaa.applications.kettle.versions.v1.metadata-keys.a.write-enabled:"
                                + " found \"maybe\", allowed: true or false",
                        "muster.yml:9: kaa.applications.kettle.versions.v1.metadata-keys.b.write_enabled: unknown key,"
                                + " did you mean write-enabled?",
                        "muster.yml:9: kaa.applications.kettle.versions.v1.metadata-keys.c: found \"1\","
                                + " allowed: a mapping of write-enabled",
                        "muster.yml:10: kaa.applications.kettle.versions.v2.allowed-extension-instances:"
                                + " found \"dcx\", allowed: a list of extension instance names",
                        "muster.yml:10: kaa.applications.kettle.versions.v2.metadata-keys: found a list,"
                                + " allowed: a mapping of metadata keys",
                        "muster.yml:11: kaa.applications.kettle.versions: found \"V3\","
                                + " allowed: a name of lower-case letters a-z, digits, - and _",
                        "muster.yml:12: kaa.applications.kettle.versions.v1: given twice, first on line 6; keep one",
                        "muster.yml:14: kaa.applications.lamp.versions.v2: the version name is already used on line"
                                + " 10; allowed: a name that is unique over all applications",
                        "muster.yml:14: kaa.applications.lamp.versions.v4.allowed-extension-instances:"
                                + " found \"a b\", allowed: 1 to 64 letters, digits, - or _",
                        "muster.yml:14: kaa.applications.lamp.versions.v4.allowed-extension-instances:"
                                + " found a mapping, allowed: 1 to 64 letters, digits, - or _",
                        "muster.yml:15: kaa.applications.pump: found a list, allowed: a mapping of versions",
                        "muster.yml:17: kaa.extension-instances: found \"a.b\","
                                + " allowed: 1 to 64 letters, digits, - or _",
                        "muster.yml:18: kaa.extension-instances.dcx.endpoint-awar: unknown key,"
                                + " did you mean endpoint-aware?",
                        "muster.yml:18: kaa.extension-instances.dcx.endpoint-aware: found \"1\","
                                + " allowed: true or false",
                        "muster.yml:19: kaa.extension-instances.epmx: found \"true\","
                                + " allowed: a mapping with endpoint-aware, or nothing");
    }

    @Test
    void twoVersionsOfOneNameCannotBeBuilt() {
        Map<String, ApplicationVersion> one = Map.of("v1", ApplicationVersion.open("a", "v1"));
        Map<String, ApplicationVersion> two = Map.of("v1", ApplicationVersion.open("b", "v1"));
        assertThatThrownBy(() -> new Applications(Map.of("a", one, "b", two)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version v1 appears twice");
        assertThat(List.of(Applications.demo())).containsExactly(Applications.demo());
    }
}
