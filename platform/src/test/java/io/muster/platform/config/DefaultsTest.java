package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.platform.http.HttpSettings;
import io.muster.platform.nats.EventStreamSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultsTest {
    @TempDir
    Path directory;

    private SharedSettings settings;

    @BeforeEach
    void readNothing() {
        settings = new Given(directory).read(SharedSettings::read);
    }

    @Test
    void allServicesRunInOneProcess() {
        assertThat(settings.process().services().services())
                .containsExactly(Service.EPR, Service.CM, Service.EPMX, Service.KPC);
        assertThat(settings.process().data().root())
                .isEqualTo(Path.of("muster-data").toAbsolutePath());
        assertThat(settings.process().unreadyBeforeStop()).isEmpty();
        assertThat(settings.process().gracefulShutdown()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void servicesAreCalledByTheirShortNames() {
        assertThat(settings.identities())
                .isEqualTo(Map.of(
                        Service.EPR, new ServiceIdentity("epr", "r4nd0m"),
                        Service.CM, new ServiceIdentity("cm", "r4nd0m"),
                        Service.EPMX, new ServiceIdentity("epmx", "r4nd0m"),
                        Service.KPC, new ServiceIdentity("kpc", "r4nd0m")));
    }

    @Test
    void httpListensOnLoopback() {
        assertThat(settings.http())
                .isEqualTo(new HttpSettings("127.0.0.1", 8080, 4_194_304, 1024, Duration.ofMillis(500), List.of()));
    }

    @Test
    void restIsOpen() {
        assertThat(settings.security())
                .isEqualTo(new Security(
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void postgresIsTheProgramsOwn() {
        assertThat(settings.postgres())
                .isEqualTo(new Postgres(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        16,
                        8,
                        Duration.ofSeconds(30),
                        Postgres.SslMode.PREFER));
        assertThat(settings.postgres().settings("epr")).isEmpty();
    }

    @Test
    void natsIsTheProgramsOwn() {
        assertThat(settings.nats())
                .isEqualTo(new Nats(
                        List.of(),
                        4222,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(settings.nats().settings()).isEmpty();
    }

    @Test
    void eventsAreKeptForAWeek() {
        assertThat(settings.events())
                .isEqualTo(new EventStreamSettings(
                        Duration.ofDays(7), 4L << 30, Duration.ofMinutes(2), 1, Set.of(), Duration.ofSeconds(5)));
    }

    @Test
    void tektonIsNotAsked() {
        assertThat(settings.tekton())
                .isEqualTo(new Tekton(
                        false, new ServerUrl(URI.create("http://tekton")), "tekton", Duration.ofSeconds(10)));
    }

    @Test
    void aDemoApplicationExists() {
        assertThat(settings.applications().names()).containsExactly("demo_application");
        assertThat(settings.applications().versions("demo_application"))
                .containsExactly(
                        ApplicationVersion.open("demo_application", "demo_application_v1"),
                        ApplicationVersion.open("demo_application", "demo_application_v2"));
    }

    @Test
    void epmxIsTheOnlyExtension() {
        assertThat(settings.extensions().endpointAware()).isEqualTo(Map.of("epmx", true));
    }
}
