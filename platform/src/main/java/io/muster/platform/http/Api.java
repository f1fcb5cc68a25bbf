package io.muster.platform.http;

import java.util.List;

/**
 * A REST API of one service.
 *
 * @param name short name of the service, first part of its path behind a gateway: {@code /epr/api/v1}
 * @param operations everything it offers
 * @param openApi resource of its OpenAPI file
 */
public record Api(String name, List<Operation> operations, String openApi) {

    /** Path below which a service answers when it runs alone. */
    public static final String BASE = "/api/v1";

    /** Path below which it always answers. */
    public String prefixedBase() {
        return "/" + name + BASE;
    }
}
