package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import io.muster.platform.http.Api;
import io.muster.platform.http.Operation;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI file and the operations say the same. */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @Test
    void everyOperationIsDescribedAndEveryDescriptionHasAnOperation() throws Exception {
        try (Installation installation = new Installation()) {
            Api api = installation.start().cm.api();
            assertThat(described(api.openApi()))
                    .isEqualTo(new TreeSet<>(
                            api.operations().stream().map(OpenApiTest::line).toList()));
        }
    }

    private static String line(Operation operation) {
        return "%s %s %s %s"
                .formatted(
                        operation.method().name().toLowerCase(Locale.ROOT),
                        operation.path().replaceAll(":([A-Za-z]+)", "{$1}"),
                        operation.id(),
                        operation.scope());
    }

    private static Set<String> described(String resource) throws Exception {
        try (InputStream in = OpenApiTest.class.getResourceAsStream(resource)) {
            JsonNode root =
                    Json.mapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
            Set<String> described = new TreeSet<>();
            root.path("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(method -> {
                        if (METHODS.contains(method.getKey())) {
                            JsonNode operation = method.getValue();
                            described.add("%s %s %s %s"
                                    .formatted(
                                            method.getKey(),
                                            path.getKey(),
                                            operation.path("operationId").asText(),
                                            operation.at("/security/0/bearer/0").asText()));
                        }
                    }));
            return described;
        }
    }
}
