package io.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServersTest {

    @Test
    void oneServerIsTakenAsItIs() {
        assertThat(Servers.parse("postgresql://h:5432/db?sslmode=require"))
                .isEqualTo(Optional.of(
                        new Servers(List.of("postgresql://h:5432/db?sslmode=require"), Servers.Target.ANY)));
    }

    @Test
    void oneOfSeveralHasToTakeWrites() {
        assertThat(Servers.parse("postgresql://u:p@h1:5432,[::1]:5433,h3/db"))
                .isEqualTo(Optional.of(new Servers(
                        List.of(
                                "postgresql://u:p@h1:5432/db",
                                "postgresql://u:p@[::1]:5433/db",
                                "postgresql://u:p@h3/db"),
                        Servers.Target.READ_WRITE)));
    }

    @Test
    void theTargetIsNotHandedToTheServer() {
        assertThat(Servers.parse("postgresql://a,b/db?target_session_attrs=primary&sslmode=require"))
                .isEqualTo(Optional.of(new Servers(
                        List.of("postgresql://a/db?sslmode=require", "postgresql://b/db?sslmode=require"),
                        Servers.Target.PRIMARY)));
        assertThat(Servers.parse("postgresql://a/db?target_session_attrs=any"))
                .isEqualTo(Optional.of(new Servers(List.of("postgresql://a/db"), Servers.Target.ANY)));
    }

    @Test
    void aTargetWithoutWritesIsRefused() {
        assertThat(Servers.parse("postgresql://a,b/db?target_session_attrs=standby"))
                .isEmpty();
    }
}
