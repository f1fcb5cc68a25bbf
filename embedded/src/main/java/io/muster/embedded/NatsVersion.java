package io.muster.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code nats-server --version} says. */
record NatsVersion(int major, int minor) {
    private static final Pattern TEXT = Pattern.compile("v?(\\d+)\\.(\\d+)\\.\\d+");

    boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    /** Empty if {@code program} does not run or does not tell. */
    static Optional<NatsVersion> of(Path program) {
        Path here = Path.of(System.getProperty("java.io.tmpdir"));
        Command command = Command.run(here, Duration.ofSeconds(20), List.of(program.toString(), "--version"));
        return command.succeeded() ? parse(command.output()) : Optional.empty();
    }

    static Optional<NatsVersion> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.find()
                ? Optional.of(new NatsVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }
}
