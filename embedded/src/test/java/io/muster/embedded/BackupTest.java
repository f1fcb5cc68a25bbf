package io.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a PostgreSQL at work, and what becomes of it. */
final class BackupTest {
    @TempDir
    private static Path folder;

    private static DataDirectory data;
    private static EmbeddedPostgres postgres;

    private final Path file = folder.resolve("backups").resolve("b1");
    private final Path restored = folder.resolve("restored");

    @BeforeAll
    static void start() throws IOException {
        data = DataDirectory.open(folder.resolve("data"));
        postgres = EmbeddedPostgres.start(data, 0, EmbeddedListener.silent());
        Files.writeString(data.secrets().resolve("token-hash-key"), "a key");
        Files.createDirectories(folder.resolve("backups"));
        run(folder.resolve("data"), "CREATE TABLE t (n int PRIMARY KEY, filler text)");
    }

    @AfterAll
    static void stop() {
        postgres.stop();
        data.close();
    }

    @AfterEach
    void remove() {
        FileTree.delete(restored);
        FileTree.delete(file);
    }

    private static List<List<String>> run(Path directory, String sql) throws IOException {
        try (OperatedPostgres operated = OperatedPostgres.open(directory, EmbeddedListener.silent());
                AdminConnection admin = operated.admin()) {
            return admin.rows(sql);
        }
    }

    private long backUp() {
        try (OperatedPostgres operated = OperatedPostgres.open(folder.resolve("data"), EmbeddedListener.silent())) {
            assertThat(operated.beside()).isTrue();
            return Backup.write(operated, file, Map.of("schema.epr", "2"));
        }
    }

    private void restore(Path directory) {
        Restore.run(file, directory, EmbeddedListener.silent(), (notes, database, at) -> assertThat(notes)
                .containsEntry("schema.epr", "2")
                .containsKey("created"));
    }

    @Test
    void holdsWhatWasCommittedBeforeAndNothingHalfOfWhatCameMeanwhile() throws Exception {
        AtomicInteger committed = new AtomicInteger();
        AtomicBoolean writing = new AtomicBoolean(true);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try (OperatedPostgres operated = OperatedPostgres.open(folder.resolve("data"), EmbeddedListener.silent());
                    AdminConnection admin = operated.admin()) {
                for (int n = 1; writing.get(); n++) {
                    admin.run("INSERT INTO t VALUES (" + n + ", repeat('x', 3000))");
                    committed.set(n);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Await.until("50 rows are written", () -> committed.get() > 50 || writer.isDone());
        int before = committed.get();
        long size = backUp();
        writing.set(false);
        writer.get();

        assertThat(Files.size(file)).isEqualTo(size);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(names(folder.resolve("backups"))).containsExactly("b1");
        restore(restored);
        assertThat(restored.resolve("secrets/token-hash-key")).hasContent("a key");
        try (OperatedPostgres stopped = OperatedPostgres.open(restored, EmbeddedListener.silent());
                AdminConnection admin = stopped.admin()) {
            assertThat(stopped.beside()).isFalse();
            List<Integer> numbers = admin.rows("SELECT n FROM t ORDER BY n").stream()
                    .map(row -> Integer.parseInt(row.getFirst()))
                    .toList();
            assertThat(numbers)
                    .hasSizeBetween(before, committed.get())
                    .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
            Files.delete(file);
            assertThat(Backup.write(stopped, file, Map.of())).isPositive();
        }
        try (DataDirectory opened = DataDirectory.open(restored)) {
            assertThat(opened.restored())
                    .hasValueSatisfying(at -> assertThat(at).isPositive());
            opened.settled();
            assertThat(opened.restored()).isEmpty();
        }
        assertThat(names(folder)).containsExactlyInAnyOrder("data", "backups", "restored");
        assertThat(run(folder.resolve("data"), "SELECT slot_name FROM pg_replication_slots"))
                .isEmpty();
    }

    @Test
    void aDamagedOrForeignFileLeavesNothingBehind() throws Exception {
        backUp();
        byte[] whole = Files.readAllBytes(file);
        for (int cut : new int[] {0, 100, whole.length / 2, whole.length - 20}) {
            Files.write(file, java.util.Arrays.copyOf(whole, cut));
            assertRefused(restored, "damaged");
        }
        byte[] flipped = whole.clone();
        flipped[whole.length / 3] ^= 0x10;
        Files.write(file, flipped);
        assertRefused(restored, file.toString());
        Files.delete(file);
        assertRefused(restored, "there is no backup");
        assertThat(names(folder)).containsExactlyInAnyOrder("data", "backups");
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        backUp();
        byte[] whole = Files.readAllBytes(file);
        assertThatThrownBy(this::backUp).isInstanceOf(EmbeddedFailure.class).hasMessageContaining("exists already");
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        assertRefused(folder.resolve("data"), "is not empty");
        assertThat(run(folder.resolve("data"), "SELECT count(*) FROM t")).hasSize(1);
    }

    @Test
    void aBackupThatFailsLeavesNoFile() throws Exception {
        Path key = data.secrets().resolve("postgres-admin");
        Path away = folder.resolve("away");
        Files.move(key, away);
        try {
            assertThatThrownBy(this::backUp).isInstanceOf(EmbeddedFailure.class).hasMessageContaining("postgres-admin");
            assertThat(names(folder.resolve("backups"))).isEmpty();
        } finally {
            Files.move(away, key);
        }
    }

    private void assertRefused(Path directory, String reason) {
        assertThatThrownBy(() -> restore(directory))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining(reason);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        }
    }
}
