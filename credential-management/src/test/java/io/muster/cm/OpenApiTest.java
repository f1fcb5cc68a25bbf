package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.platform.http.Api;
import io.muster.platform.http.Operation;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
            Map<?, ?> root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            Set<String> described = new TreeSet<>();
            ((Map<?, ?>) root.get("paths")).forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
                if (METHODS.contains(method)) {
                    Map<?, ?> details = (Map<?, ?>) operation;
                    Map<?, ?> security = (Map<?, ?>) ((List<?>) details.get("security")).getFirst();
                    Object scope = ((List<?>) security.get("bearer")).getFirst();
                    described.add("%s %s %s %s".formatted(method, path, details.get("operationId"), scope));
                }
            }));
            return described;
        }
    }
}
