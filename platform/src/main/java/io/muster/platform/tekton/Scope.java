package io.muster.platform.tekton;

import java.util.Optional;

/**
 * What is to be read again.
 *
 * @param instance service instance whose configuration it is
 * @param application empty: all applications
 * @param version empty: the application as a whole; only with an application
 */
record Scope(String instance, Optional<String> application, Optional<String> version) {

    /** Everything of an instance. */
    static Scope everything(String instance) {
        return new Scope(instance, Optional.empty(), Optional.empty());
    }

    /** What an event names; an empty name is none, and a version without its application says nothing. */
    static Scope of(String instance, Optional<String> application, Optional<String> version) {
        Optional<String> named = application.filter(name -> !name.isEmpty());
        return new Scope(instance, named, named.flatMap(name -> version).filter(name -> !name.isEmpty()));
    }

    /** Whether reading this reads {@code other} as well. */
    boolean covers(Scope other) {
        return instance.equals(other.instance)
                && (application.isEmpty() || application.equals(other.application))
                && (version.isEmpty() || version.equals(other.version));
    }

    @Override
    public String toString() {
        return instance
                + application.map(name -> "/" + name).orElse("")
                + version.map(name -> "/" + name).orElse("");
    }
}
