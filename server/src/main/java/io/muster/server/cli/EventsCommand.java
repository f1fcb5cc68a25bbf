package io.muster.server.cli;

import io.muster.platform.config.Secret;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.log.Logging;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.NatsSettings;
import io.muster.server.StartFailure;
import io.muster.server.events.EventSource;
import io.muster.server.events.Heard;
import io.muster.server.events.Rendering;
import io.muster.server.events.Since;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster events}: follows NATS and prints every event and request, decoded, one line each. */
@Command(
        name = "events",
        description = "Follows NATS and prints every event and request, one readable line each; secrets are hidden.",
        mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {

    private static final String EVERYTHING = "kaa.v1.>";
    private static final Pattern CONSUMER_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int WAITING = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--subject",
            paramLabel = "PATTERN",
            description = "Only these subjects, with the wildcards of NATS. Default: " + EVERYTHING
                    + ", or with --since or --durable " + EventStream.SUBJECTS + ".")
    private @Nullable String subject;

    @Option(names = "--json", description = "Print one JSON object per line, with all fields.")
    private boolean json;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Begin with the events kept since then: " + Since.ALLOWED + ".")
    private @Nullable String since;

    @Option(
            names = "--durable",
            paramLabel = "NAME",
            description = "Go on where the last call with this name ended; the first one begins with the oldest event"
                    + " kept, or at --since. Later calls keep the subject of the first.")
    private @Nullable String durable;

    @Option(names = "--count", paramLabel = "N", description = "End after N lines.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--nats-url",
            paramLabel = "URL",
            defaultValue = "${env:NATS_URLS:-nats://127.0.0.1:4222}",
            description = "NATS servers, separated by commas; user and password also from NATS_USERNAME and"
                    + " NATS_PASSWORD. Default: NATS_URLS, else nats://127.0.0.1:4222.")
    private String natsUrl = "";

    /** A command to add to the program. */
    public EventsCommand() {}

    @Override
    public Integer call() {
        Logging.configure(Logging.Format.AUTO, "WARN");
        Rendering rendering = new Rendering(ZoneId.systemDefault());
        BlockingQueue<Heard> heard = new LinkedBlockingQueue<>(WAITING);
        try (Bus bus = connect();
                AutoCloseable listening =
                        listen(new EventSource(bus, Clock.systemUTC()), message -> put(heard, message))) {
            spec.commandLine().getErr().println("Listening at " + urls() + "; Ctrl-C ends");
            PrintWriter out = spec.commandLine().getOut();
            // A closed pipe, as with "| head", ends the command like Ctrl-C does.
            for (long line = 0; line < count && !out.checkError(); line++) {
                Heard next = heard.take();
                out.println(json ? rendering.json(next) : rendering.line(next));
            }
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandLine.ExitCode.OK;
        } catch (IOException refused) {
            return Failures.report(
                    spec.commandLine().getErr(),
                    new StartFailure(
                            "NATS does not hand out events: " + refused.getMessage(),
                            "is the stream " + EventStream.NAME + " there? muster start makes it"));
        } catch (StartFailure failure) {
            return Failures.report(spec.commandLine().getErr(), failure);
        } catch (RuntimeException mistake) {
            throw mistake;
        } catch (Exception closing) {
            throw new IllegalStateException(closing);
        }
    }

    private AutoCloseable listen(EventSource source, java.util.function.Consumer<Heard> listener) throws IOException {
        Optional<Instant> start = Optional.ofNullable(since).map(this::moment);
        if (durable != null) {
            return source.durable(consumerName(durable), pattern(EventStream.SUBJECTS), start, listener);
        }
        return start.isPresent()
                ? source.replay(pattern(EventStream.SUBJECTS), start.get(), listener)
                : source.live(pattern(EVERYTHING), listener);
    }

    private String pattern(String otherwise) {
        String given = subject == null ? otherwise : subject;
        if (given.isBlank() || given.chars().anyMatch(Character::isWhitespace)) {
            throw mistake("--subject", "must be a NATS subject without white space, such as " + EVERYTHING);
        }
        return given;
    }

    private Instant moment(String text) {
        return Since.parse(text, Instant.now(), ZoneId.systemDefault())
                .orElseThrow(() -> mistake("--since", "must be " + Since.ALLOWED));
    }

    private String consumerName(String name) {
        if (!CONSUMER_NAME.matcher(name).matches()) {
            throw mistake("--durable", "must be 1 to 64 letters, digits, - and _");
        }
        return name;
    }

    private CommandLine.ParameterException mistake(String option, String rule) {
        return new CommandLine.ParameterException(spec.commandLine(), option + " " + rule);
    }

    private Bus connect() throws InterruptedException {
        List<ServerUrl> servers = servers();
        Map<String, String> environment = System.getenv();
        Optional<String> user =
                servers.getFirst().user().or(() -> Optional.ofNullable(environment.get("NATS_USERNAME")));
        Optional<String> password = servers.getFirst()
                .password()
                .map(Secret::reveal)
                .or(() -> Optional.ofNullable(environment.get("NATS_PASSWORD")));
        try {
            return Bus.connect(
                    NatsSettings.of(servers.stream().map(ServerUrl::bare).toList(), user, password), "muster-events");
        } catch (IOException unreachable) {
            throw new StartFailure(
                    "NATS is not reachable at " + urls(),
                    "start it with muster start, or name another with --nats-url");
        }
    }

    private List<ServerUrl> servers() {
        return Arrays.stream(natsUrl.split(","))
                .map(url -> ServerUrl.parse(url.strip(), Set.of("nats", "tls"))
                        .orElseThrow(() -> mistake("--nats-url", "must be addresses such as nats://127.0.0.1:4222")))
                .toList();
    }

    private String urls() {
        return servers().stream().map(ServerUrl::bare).collect(Collectors.joining(", "));
    }

    private static void put(BlockingQueue<Heard> queue, Heard message) {
        try {
            queue.put(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
