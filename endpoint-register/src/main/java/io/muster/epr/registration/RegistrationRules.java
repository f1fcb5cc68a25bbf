package io.muster.epr.registration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointId;
import io.muster.epr.endpoint.Command;
import io.muster.epr.metadata.MetadataChange;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.config.Applications;
import java.util.function.Supplier;

/** What a registration must keep to, whichever way it comes; looks at nothing that is stored. */
public final class RegistrationRules {

    private final Supplier<Applications> applications;
    private final MetadataRules metadata;

    /** @param applications those in force, asked each time */
    public RegistrationRules(Supplier<Applications> applications, MetadataRules metadata) {
        this.applications = applications;
        this.metadata = metadata;
    }

    /**
     * The command that carries out a wish.
     *
     * @param endpointId the ID that was wished for, or was made
     * @param attempt see {@link Command.Register}
     * @throws Refused 400 or 413 naming the member and the rule it breaks
     */
    public Command.Register command(Registration.Wish wish, String endpointId, String attempt) {
        EndpointId.of(endpointId);
        addressable(endpointId);
        String application = application(wish.appVersion());
        ObjectNode stored =
                new MetadataChange.Replace(wish.metadata()).applyTo(JsonNodeFactory.instance.objectNode(), metadata);
        return new Command.Register(endpointId, application, wish.appVersion(), stored, attempt);
    }

    /** Two IDs that the pattern allows would name a folder in every URL, and the endpoint could not be reached. */
    private static void addressable(String endpointId) {
        if (endpointId.equals(".") || endpointId.equals("..")) {
            throw new Refused(Refusal.malformed(
                    "Endpoint ID \"%s\" cannot stand in a URL; any other of letters, digits and . _ ~ - can"
                            .formatted(endpointId)));
        }
    }

    /**
     * The application of a version.
     *
     * @throws Refused 400 when there is no such version
     */
    public String application(String appVersion) {
        return applications
                .get()
                .applicationOf(appVersion)
                .orElseThrow(() -> new Refused(
                        Refusal.malformed("\"appVersion.name\" [" + appVersion + "] is no known application version")));
    }
}
