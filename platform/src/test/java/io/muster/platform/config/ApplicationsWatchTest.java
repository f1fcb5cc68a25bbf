package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationsWatchTest {
    @TempDir
    Path directory;

    private final BlockingQueue<Applications> changed = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<Problem>> refused = new LinkedBlockingQueue<>();

    @Test
    void newApplicationsApplyAndMistakesDoNot() throws Exception {
        Path file = directory.resolve("muster.yml");
        write(file, "kaa.applications: {lamp: {versions: {v1: }}}");
        Applications present = Applications.read(Reader.ofFile("muster.yml", Files.readAllBytes(file)));
        try (ApplicationsWatch watch =
                ApplicationsWatch.start(file, Duration.ofMillis(5), present, changed::add, refused::add)) {
            assertThat(watch).isNotNull();

            write(file, "kaa.applications: {lamp: {versions: {V2: }}}");
            assertThat(next(refused))
                    .extracting(Problem::message)
                    .containsExactly("found \"V2\", allowed: a name of lower-case letters a-z, digits, - and _");

            write(file, "kaa.applications: {lamp: {versions: {v2: }}}\nmuster.http.port: 1");
            assertThat(next(changed).applicationOf("v2")).contains("lamp");

            Files.delete(file);
            assertThat(next(refused)).extracting(Problem::message).containsExactly("the file does not exist");

            write(file, "kaa.applications: {kettle: }");
            assertThat(next(changed).names()).isEqualTo(Set.of("kettle"));
        }
        assertThat(changed).isEmpty();
        assertThat(refused).isEmpty();
    }

    /** Swapped in whole, as orchestrators and editors do, so that no half of it is ever seen. */
    private void write(Path file, String text) throws IOException {
        Path fresh = Files.writeString(directory.resolve("fresh.yml"), text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("told within 20 s").isNotNull();
        return java.util.Objects.requireNonNull(next);
    }
}
