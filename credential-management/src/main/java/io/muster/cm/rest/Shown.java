package io.muster.cm.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.credential.CredentialState;
import io.muster.cm.credential.CredentialTable.Listing;
import io.muster.cm.token.ProvisionedToken;
import io.muster.cm.token.Token;
import io.muster.platform.http.Page;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;

/** Credentials as JSON. */
public final class Shown {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Shown() {}

    /** A token without its value, which nobody knows. */
    public static ObjectNode token(Token token) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("endpointTokenId", token.id().toString());
        shown.put("status", token.state().status().word());
        shown.put("applicationName", token.application());
        times(shown, token.state());
        return shown;
    }

    /** The only form that holds the value. */
    static ObjectNode token(ProvisionedToken token) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("token", token.value());
        shown.setAll(token(token.token()));
        return shown;
    }

    static void times(ObjectNode shown, CredentialState state) {
        shown.put("createdDate", TIME.format(state.createdAt()));
        time(shown, "updateDate", state.updatedAt());
        time(shown, "notBefore", state.validity().notBefore());
        time(shown, "notAfter", state.validity().notAfter());
        time(shown, "lastUsedDate", state.lastUsedAt());
    }

    static void time(ObjectNode shown, String member, Optional<Instant> time) {
        time.ifPresent(at -> shown.put(member, TIME.format(at)));
    }

    static <C> ObjectNode page(Listing<C> listing, Function<C, ObjectNode> show) {
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        listing.content().forEach(credential -> content.add(show.apply(credential)));
        return Page.body(listing.total(), content);
    }
}
