package io.muster.epr.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.registration.Registration;
import java.util.Set;

/** The JSON that asks for one endpoint: the body of a registration, and a line of an import. */
public final class RegistrationBody {

    private static final Set<String> MEMBERS =
            Set.of("appVersion", "metadata", "endpointToken", "endpointId", "relations");

    private RegistrationBody() {}

    /**
     * What it asks for.
     *
     * @throws Refused 400 naming the member and what is wrong with it
     */
    public static Registration.Wish wish(ObjectNode object) {
        Body body = new Body(object, "").allowing(MEMBERS);
        JsonNode relations = object.path("relations");
        if (relations.isValueNode() && !relations.isNull() || !relations.isEmpty()) {
            throw new Refused(Refusal.malformed("Member \"relations\" is not offered; leave it out"));
        }
        return new Registration.Wish(
                body.text("endpointId"),
                body.text("endpointToken").map(token -> EndpointToken.of(token, "endpointToken")),
                version(object),
                body.objectOrEmpty("metadata"));
    }

    /** The application version it asks for; refused as in {@link #wish}. */
    static String version(ObjectNode object) {
        return new Body(object, "")
                .allowing(MEMBERS)
                .requiredObject("appVersion")
                .requiredText("name");
    }
}
