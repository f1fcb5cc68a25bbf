package io.muster.platform.config;

import java.net.URI;
import java.time.Duration;

/**
 * Where applications come from instead of the file.
 *
 * @param enabled whether Tekton is asked at all
 * @param url where Tekton answers; {@code /api/v1} follows
 * @param provider service instance name under which Tekton announces changes (17/SCMP)
 * @param timeout of one call
 */
public record Tekton(boolean enabled, ServerUrl url, String provider, Duration timeout) {
    private static final Key<Boolean> ENABLED = Key.toggle("kaa.tekton.enabled")
            .byDefault(false)
            .about("Whether applications come from Tekton, at the start and whenever it announces a change;"
                    + " those of the file are not used then.");
    private static final Key<ServerUrl> URL = Key.url("kaa.tekton.url", "http", "https")
            .byDefaultAs("http://tekton")
            .about("Where Tekton answers; /api/v1 follows.");
    private static final Key<String> PROVIDER = Key.name("kaa.scmp.consumer.provider.service-instance.name")
            .byDefault("tekton")
            .about("Service instance name under which Tekton announces changes on NATS.");
    private static final Key<Duration> TIMEOUT = Key.duration(
                    "kaa.tekton.timeout", Duration.ofMillis(100), Duration.ofMinutes(1))
            .byDefault(Duration.ofSeconds(10))
            .about("How long one answer of Tekton may take.");

    public static Tekton read(Reader reader) {
        Tekton tekton = new Tekton(
                reader.get(ENABLED),
                reader.find(URL).orElseGet(() -> new ServerUrl(URI.create("http://tekton"))),
                reader.get(PROVIDER),
                reader.get(TIMEOUT));
        if (tekton.url.user().isPresent()) {
            reader.refuse(URL, "found a user name in it, which Tekton does not take; leave it out");
        }
        if (tekton.enabled && reader.subtree(ApplicationTree.ROOT).isPresent()) {
            reader.remark(ENABLED, "kaa.applications of the file is not used: applications come from Tekton");
        }
        return tekton;
    }
}
