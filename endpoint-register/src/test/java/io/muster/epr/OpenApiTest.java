package io.muster.epr;

import io.muster.openapi.OpenApiDescriptions;
import io.muster.openapi.OpenApiOperations;
import io.muster.openapi.OpenApiRefusals;
import io.muster.platform.http.Api;
import org.junit.jupiter.api.Test;

/** The OpenAPI file and the operations say the same, and it says it completely. */
class OpenApiTest {

    @Test
    void everyOperationIsDescribedAndEveryDescriptionHasAnOperation() throws Exception {
        try (EprStack epr = new EprStack()) {
            Api api = epr.register.api();
            OpenApiOperations.assertSameOperations(api);
            OpenApiDescriptions.assertComplete(api);
            OpenApiRefusals.assertDeclared(api);
        }
    }
}
