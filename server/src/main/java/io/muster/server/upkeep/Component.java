package io.muster.server.upkeep;

import io.muster.cm.CredentialManagement;
import io.muster.epr.EndpointRegister;
import io.muster.platform.feed.Feed;

/** The parts that the schemas of the services are built from, each with migrations of its own. */
enum Component {
    /** The change feed of EPR. */
    EPR_FEED("epr", "feed", Feed.class),
    /** Endpoints and filters. */
    EPR("epr", "epr", EndpointRegister.class),
    /** The feed of revocations. */
    CM_FEED(CredentialManagement.SCHEMA, "feed", Feed.class),
    /** Credentials. */
    CM(CredentialManagement.SCHEMA, "cm", CredentialManagement.class);

    private final String schema;
    private final String folder;
    private final Class<?> neighbour;

    Component(String schema, String folder, Class<?> neighbour) {
        this.schema = schema;
        this.folder = folder;
        this.neighbour = neighbour;
    }

    /** The database schema that holds it. */
    String schema() {
        return schema;
    }

    /** Folder of its migrations. */
    String folder() {
        return folder;
    }

    /** A class of the module that holds them. */
    Class<?> neighbour() {
        return neighbour;
    }
}
