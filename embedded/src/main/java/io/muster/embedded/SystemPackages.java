package io.muster.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Package managers that can deliver nats-server without installing it: no system service, nothing on PATH. Each script
 * runs in an empty folder and leaves the unpacked package there.
 */
enum SystemPackages {
    /** Package lists of its own when the system has none (usual in containers), so no rights are needed. */
    APT("apt-get", "sudo apt-get install nats-server", """
            apt-get download nats-server 2>/dev/null || {
              mkdir -p lists/partial cache/archives/partial
              set -- -o Dir::State::lists="$PWD/lists" -o Dir::Cache="$PWD/cache" -o APT::Sandbox::User="$(id -un)"
              apt-get "$@" update
              apt-get "$@" download nats-server
            }
            dpkg-deb -x nats-server_*.deb unpacked
            """),
    APK("apk", "sudo apk add nats-server", """
            apk fetch nats-server
            mkdir unpacked
            tar -xzf nats-server-*.apk -C unpacked
            """),
    DNF("dnf", "sudo dnf install nats-server", """
            dnf -q -y download nats-server
            mkdir unpacked
            cd unpacked
            rpm2cpio ../nats-server-*.rpm | cpio -idm
            """),
    BREW("brew", "brew install nats-server", """
            brew fetch --quiet nats-server
            mkdir unpacked
            tar -xzf "$(brew --cache nats-server)" -C unpacked
            """);

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final String command;
    private final String instruction;
    private final String script;

    SystemPackages(String command, String instruction, String script) {
        this.command = command;
        this.instruction = instruction;
        this.script = script;
    }

    String command() {
        return command;
    }

    /** What a person would type to install it for the whole system. */
    String instruction() {
        return instruction;
    }

    boolean present() {
        return Command.works("sh", "-c", "command -v " + command);
    }

    Command fetch(Path emptyFolder) {
        return Command.run(emptyFolder, LIMIT, List.of("sh", "-e", "-c", script));
    }
}
