package io.muster.kpc.guard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.error.Refusal;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Page;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.vertx.core.http.HttpMethod;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code /barred-addresses}: the addresses this replica has barred, for operators to see and to let in again. */
public final class BarredAddresses {
    private static final String SCOPE = "kaa:barred-addresses:";

    private final Addresses addresses;

    public BarredAddresses(Addresses addresses) {
        this.addresses = addresses;
    }

    /** All of them. */
    public List<Operation> operations() {
        return List.of(
                new Operation(HttpMethod.GET, "/barred-addresses", "listBarredAddresses", SCOPE + "read", this::list),
                new Operation(
                        HttpMethod.DELETE, "/barred-addresses/:address", "letAddressIn", SCOPE + "delete", this::lift));
    }

    private Reply list(Request request) {
        Page page = Page.of(request);
        List<Addresses.Barred> all = addresses.all();
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        all.stream().skip(page.offset()).limit(page.limit()).forEach(barred -> content.addObject()
                .put("address", barred.address())
                .put(
                        "barredUntil",
                        barred.until().truncatedTo(ChronoUnit.MILLIS).toString()));
        return Reply.ok(Page.body(all.size(), content));
    }

    private Reply lift(Request request) {
        String address = request.path("address");
        if (!addresses.lift(address)) {
            throw Refusal.notFound("Address \"" + address + "\" is not barred by this replica")
                    .refused();
        }
        return Reply.noContent();
    }
}
