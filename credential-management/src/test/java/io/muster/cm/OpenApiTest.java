package io.muster.cm;

import io.muster.openapi.OpenApiDescriptions;
import io.muster.openapi.OpenApiOperations;
import io.muster.openapi.OpenApiRefusals;
import io.muster.platform.http.Api;
import org.junit.jupiter.api.Test;

/** The OpenAPI file and the operations say the same, and it says it completely. */
class OpenApiTest {

    @Test
    void everyOperationIsDescribedAndEveryDescriptionHasAnOperation() throws Exception {
        try (Installation installation = new Installation()) {
            Api api = installation.start().cm.api();
            OpenApiOperations.assertSameOperations(api);
            OpenApiDescriptions.assertComplete(api);
            OpenApiRefusals.assertDeclared(api);
        }
    }
}
