package io.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void secretsAreForTheOwnerOnly() throws Exception {
        try (DataDirectory data = DataDirectory.open(folder.resolve("data"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.secrets())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aSecondHolderInThisProcessIsRefused() {
        try (DataDirectory data = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> DataDirectory.open(data.root()))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
        DataDirectory.open(folder).close();
    }

    @Test
    void aPlaceThatCannotBeADirectoryIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("--data");
    }
}
