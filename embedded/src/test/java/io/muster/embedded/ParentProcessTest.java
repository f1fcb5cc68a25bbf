package io.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole as one process tree: killed, started twice, started by another user. */
class ParentProcessTest {
    @TempDir
    Path folder;

    @Test
    void childrenEndWithAKilledParentAndTheNextStartServes() throws Exception {
        Path root = folder.resolve("data");
        Process first = holder(root);
        String[] pids = line(first).split(" ", -1);
        assertThat(pids[0]).isEqualTo("ready");
        first.destroyForcibly().waitFor();
        Process second = holder(root);
        assertThat(line(second)).startsWith("ready");
        assertThat(Leftovers.find("postgres", root.toRealPath().resolve("postgres")))
                .extracting(ProcessHandle::pid)
                .doesNotContain(Long.valueOf(pids[1]));
        end(second);
        assertNothingRuns(root);
    }

    @Test
    void aSecondStartNamesTheHolder() throws Exception {
        Path root = folder.resolve("data");
        Process first = holder(root);
        assertThat(line(first)).startsWith("ready");
        Process second = holder(root);
        assertThat(line(second)).startsWith("refused").contains("in use by process " + first.pid());
        second.waitFor();
        end(first);
        assertNothingRuns(root);
    }

    @Test
    void runsAsANormalUserToo() throws Exception {
        Path root = Files.createDirectory(folder.resolve("data"));
        Process holder = PostgresUser.runningAsRoot() ? holderAsNobody(root) : holder(root);
        assertThat(line(holder)).startsWith("ready");
        end(holder);
        assertNothingRuns(root);
    }

    private Process holder(Path root) throws IOException {
        return start(root, System.getProperty("java.class.path"), List.of());
    }

    /** The class path is copied: it may lie where only root can read. */
    private Process holderAsNobody(Path root) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path copies = Files.createDirectory(folder.resolve("classes"));
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path copy = copies.resolve(Integer.toString(classPath.size()));
            Command.works("cp", "-RL", entry, copy.toString());
            classPath.add(copy.toString());
        }
        assertThat(Command.works("chmod", "-R", "a+rX", copies.toString())).isTrue();
        assertThat(Command.works("chown", "65534:65534", root.toString())).isTrue();
        return start(
                root,
                String.join(File.pathSeparator, classPath),
                List.of(
                        "env",
                        "XDG_CACHE_HOME=" + root,
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups"));
    }

    private Process start(Path root, String classPath, List<String> prefix) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(ParentThread.prefixed(
                        prefix, List.of(java, "-cp", classPath, Holder.class.getName(), root.toString())))
                .redirectError(folder.resolve("errors").toFile())
                .start();
    }

    /** The first line the holder prints on its own behalf; its log goes to the same stream. */
    private String line(Process holder) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("ready ") || line.startsWith("refused ")) {
                return line;
            }
        }
        return "nothing: " + Files.readString(folder.resolve("errors"));
    }

    /** Closing its input asks the holder to stop in order. */
    private static void end(Process holder) throws Exception {
        holder.getOutputStream().close();
        holder.waitFor();
    }

    private static void assertNothingRuns(Path root) throws IOException {
        Path real = root.toRealPath();
        assertThat(Leftovers.find("postgres", real.resolve("postgres"))).isEmpty();
        assertThat(Leftovers.find("nats-server", real.resolve("nats"))).isEmpty();
    }
}
