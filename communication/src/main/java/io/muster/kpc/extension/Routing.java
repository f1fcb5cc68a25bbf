package io.muster.kpc.extension;

import io.muster.contract.error.Refusal;
import io.muster.contract.kp.KpTopic;
import io.muster.platform.config.ApplicationVersion;
import io.muster.platform.config.Applications;
import io.muster.platform.config.ExtensionInstances;
import java.util.List;
import java.util.function.Supplier;

/** Finds out from a topic of 1/KP which extension is meant, and whether devices of that version may reach it. */
public final class Routing {
    private final Supplier<Applications> applications;
    private final ExtensionInstances extensions;

    /** @param applications asked for every message, so that a change takes effect at once */
    public Routing(Supplier<Applications> applications, ExtensionInstances extensions) {
        this.applications = applications;
        this.extensions = extensions;
    }

    /**
     * Reads a topic.
     *
     * @throws io.muster.contract.error.Refused 400 for a bad topic, 404 for an unknown version or extension, 403 for an
     *     extension the version may not reach
     */
    public Route route(String text) {
        KpTopic topic = KpTopic.parse(text);
        ApplicationVersion version = applications
                .get()
                .version(topic.appVersion().value())
                .orElseThrow(() -> Refusal.notFound("The application version " + topic.appVersion() + " is not known")
                        .refused());
        Boolean endpointAware = extensions.endpointAware().get(topic.extension());
        if (endpointAware == null) {
            throw Refusal.notFound("The extension named in the topic is not known; known are "
                            + extensions.names().stream().sorted().toList())
                    .refused();
        }
        if (!version.allowsExtension(topic.extension())) {
            throw Refusal.forbidden("Endpoints of " + version.name() + " may not use the extension " + topic.extension()
                            + "; they may use "
                            + version.allowedExtensionInstances().orElse(List.of()))
                    .refused();
        }
        return new Route(version.application(), endpointAware ? topic.endpointAware() : topic.endpointUnaware());
    }
}
