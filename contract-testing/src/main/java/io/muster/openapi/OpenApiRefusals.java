package io.muster.openapi;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.platform.http.Api;
import io.muster.platform.http.Gatekeeper;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.HttpSettings;
import io.muster.platform.http.Operation;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds what callers are told who are not let in against the OpenAPI file. */
public final class OpenApiRefusals {

    private static final Refusal UNKNOWN = new Refusal(Kind.UNAUTHENTICATED, "Who are you?");

    private OpenApiRefusals() {}

    /**
     * Every operation of {@code api} is called without valid credentials, without the scope, and while that cannot be
     * found out; the answer must be declared. Operations that check the scope item by item know no missing scope.
     *
     * @throws AssertionError with every answer that is not what the file describes
     */
    public static void assertDeclared(Api api) throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        call(api, refusing(UNKNOWN), faults);
        call(
                api,
                (request, operation) -> {
                    throw operation
                            .target()
                            .of(request)
                            .map(resource -> Refusal.forbidden("Not on " + resource.name()))
                            .orElse(UNKNOWN)
                            .refused();
                },
                faults);
        call(api, refusing(Refusal.unavailable("Nobody knows", Duration.ofSeconds(1))), faults);
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", faults));
        }
    }

    private static Gatekeeper refusing(Refusal refusal) {
        return (request, operation) -> {
            throw refusal.refused();
        };
    }

    private static void call(Api api, Gatekeeper gatekeeper, List<String> faults)
            throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (HttpClient client = HttpClient.newHttpClient();
                HttpService http =
                        new HttpService(vertx, HttpSettings.loopback(0), gatekeeper, new SimpleMeterRegistry())) {
            http.mount(api, List.of(api.prefixedBase()));
            String base = "http://127.0.0.1:" + http.start() + api.prefixedBase();
            ValidatingClient validating = new ValidatingClient(client, List.of(OpenApiValidation.of(api)));
            for (Operation operation : api.operations()) {
                try {
                    validating.send(HttpRequest.newBuilder(
                                    URI.create(base + operation.path().replace(":", "")))
                            .method(operation.method().name(), BodyPublishers.noBody())
                            .build());
                } catch (AssertionError fault) {
                    faults.add(String.valueOf(fault.getMessage()));
                }
            }
        } finally {
            vertx.close().await();
        }
    }
}
