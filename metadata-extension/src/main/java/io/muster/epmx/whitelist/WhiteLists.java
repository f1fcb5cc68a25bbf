package io.muster.epmx.whitelist;

import java.util.Optional;

/** The white lists in force; may answer differently from one call to the next, since configuration changes. */
@FunctionalInterface
public interface WhiteLists {

    /** The white list of an application version; empty for a version that does not exist. */
    Optional<WhiteList> of(String applicationVersion);
}
