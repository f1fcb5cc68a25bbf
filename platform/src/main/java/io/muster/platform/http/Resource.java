package io.muster.platform.http;

import java.util.Optional;

/** What a scope is held on: a resource of the authorization server, named {@code type-handle} there. */
public sealed interface Resource {

    /** Its name at the authorization server. */
    String name();

    /** One endpoint: {@code endpoint-ID}. */
    record Endpoint(String id) implements Resource {
        private static final String PREFIX = "endpoint-";

        @Override
        public String name() {
            return PREFIX + id;
        }
    }

    /** One application: {@code application-NAME}. */
    record Application(String application) implements Resource {
        private static final String PREFIX = "application-";

        @Override
        public String name() {
            return PREFIX + application;
        }
    }

    /** The platform as a whole: {@code kaa-system}. */
    record Platform() implements Resource {
        private static final String NAME = "kaa-system";

        @Override
        public String name() {
            return NAME;
        }
    }

    /** The resource that the authorization server calls {@code name}; empty for types that are not served here. */
    static Optional<Resource> named(String name) {
        if (name.startsWith(Endpoint.PREFIX)) {
            return Optional.of(new Endpoint(name.substring(Endpoint.PREFIX.length())));
        }
        if (name.startsWith(Application.PREFIX)) {
            return Optional.of(new Application(name.substring(Application.PREFIX.length())));
        }
        return name.equals(Platform.NAME) ? Optional.of(new Platform()) : Optional.empty();
    }
}
