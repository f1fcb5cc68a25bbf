package io.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsServerTest {
    @TempDir
    Path folder;

    private final RecordingListener listener = new RecordingListener();

    @Test
    void theOneOnThePathIsUsed() throws Exception {
        Path program = script("echo nats-server: v2.11.3");
        NatsServer found = NatsServer.obtain("/nowhere:" + folder.resolve("bin"), folder.resolve("cache"), listener);
        assertThat(found).isEqualTo(new NatsServer(program, new NatsVersion(2, 11)));
        assertThat(listener.progress).isEmpty();
    }

    @Test
    void anOldOrBrokenOneOnThePathIsPassedOver() throws Exception {
        Path kept = Files.createDirectories(folder.resolve("cache/nats-server")).resolve("nats-server");
        Files.move(script("echo v2.9.10"), kept);
        script("echo nats-server: v2.1.9");
        assertThat(NatsServer.obtain(folder.resolve("bin").toString(), folder.resolve("cache"), listener)
                        .program())
                .isEqualTo(kept);
    }

    @Test
    void versionsAreReadFromWhatTheProgramPrints() {
        assertThat(NatsVersion.parse("nats-server: v2.9.10\n")).contains(new NatsVersion(2, 9));
        assertThat(NatsVersion.parse("nats-server: v2.10.0-RC.1")).contains(new NatsVersion(2, 10));
        assertThat(NatsVersion.parse("something else")).isEmpty();
        assertThat(new NatsVersion(2, 10).atLeast(2, 9)).isTrue();
        assertThat(new NatsVersion(3, 0).atLeast(2, 9)).isTrue();
        assertThat(new NatsVersion(2, 8).atLeast(2, 9)).isFalse();
    }

    @Test
    void theSyncIntervalIsWrittenOnlyWhereItIsKnown() {
        assertThat(NatsConfiguration.text(new NatsVersion(2, 9), "a", 1, folder))
                .doesNotContain("sync_interval");
        assertThat(NatsConfiguration.text(new NatsVersion(2, 10), "a", 1, folder))
                .contains("sync_interval");
    }

    @Test
    void aCacheThatCannotBeWrittenIsAClearFailure() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> NatsServer.obtain("/nowhere", file, listener))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("nats-server is not on PATH")
                .hasMessageContaining("--nats-url");
    }

    private Path script(String line) throws Exception {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("nats-server");
        Files.writeString(program, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }
}
