package io.muster.cm.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.platform.config.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashKeyTest {
    @TempDir
    Path directory;

    @Test
    void theSameKeyGivesTheSameHashAndAnotherAnother() {
        HashKey one = HashKey.of("0123456789abcdef");
        HashKey two = HashKey.of("0123456789abcdeF");
        assertThat(one.ofToken("app", "t"))
                .isEqualTo(HashKey.of("0123456789abcdef").ofToken("app", "t"));
        assertThat(one.ofToken("app", "t")).isNotEqualTo(two.ofToken("app", "t"));
        assertThat(one.ofToken("app", "t")).isNotEqualTo(one.ofToken("ap", "pt"));
        assertThat(one.ofToken("app", "t")).isNotEqualTo(one.ofPair("app", "t"));
        assertThat(one.fingerprint()).isNotEqualTo(two.fingerprint());
        assertThat(one.toString()).doesNotContain("0123");
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> HashKey.of("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(HashKey.SETTING)
                .hasMessageNotContaining("short\"");
    }

    @Test
    void theFileIsMadeOnceAndOnlyForItsOwner() throws IOException {
        Path file = directory.resolve("token-hash-key");
        String first = HashKey.of(KeyFile.readOrMake(file).reveal()).fingerprint();
        assertThat(HashKey.of(KeyFile.readOrMake(file).reveal()).fingerprint()).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }
}
