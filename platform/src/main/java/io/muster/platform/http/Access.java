package io.muster.platform.http;

import java.util.Set;

/** What a caller may do. Both questions may ask the authorization server and so may block. */
public interface Access {

    /** May do everything: security is off, or only asks who somebody is. */
    Access EVERYTHING = new Access() {
        @Override
        public boolean allows(String scope, Resource resource) {
            return true;
        }

        @Override
        public Reach reach(String scope) {
            return new Reach.Everything();
        }
    };

    /**
     * Whether {@code scope} is held on {@code resource}.
     *
     * @throws io.muster.contract.error.Refused 503 when that can be found out only later
     */
    boolean allows(String scope, Resource resource);

    /**
     * On what {@code scope} is held, for lists that show only what the caller may see.
     *
     * @throws io.muster.contract.error.Refused 503 when that can be found out only later
     */
    Reach reach(String scope);

    /** On what a scope is held. */
    sealed interface Reach {

        /** On all resources there are. */
        record Everything() implements Reach {}

        /** On these resources and no others; may be empty. */
        record Only(Set<Resource> resources) implements Reach {}
    }
}
