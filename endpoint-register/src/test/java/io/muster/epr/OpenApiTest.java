package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI file and the routes name the same operations. */
class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    @Test
    void everyOperationHasARouteAndEveryRouteAnOperation() throws Exception {
        try (EprStack epr = new EprStack()) {
            Set<String> routes = epr.register.api().operations().stream()
                    .map(operation -> String.join(
                            " ",
                            operation.id(),
                            operation.method().name().toLowerCase(Locale.ROOT),
                            operation.path().replaceAll(":([A-Za-z]+)", "{$1}"),
                            operation.scope()))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(documented(epr.register.api().openApi())).isEqualTo(routes);
        }
    }

    private static Set<String> documented(String resource) throws Exception {
        Set<String> operations = new TreeSet<>();
        try (InputStream file = EndpointRegister.class.getResourceAsStream(resource)) {
            JsonNode api =
                    Json.mapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(file));
            api.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .forEach(method -> operations.add(String.join(
                            " ",
                            method.getValue().path("operationId").asText(),
                            method.getKey(),
                            path.getKey(),
                            method.getValue().at("/security/0/bearer/0").asText()))));
        }
        return operations;
    }
}
