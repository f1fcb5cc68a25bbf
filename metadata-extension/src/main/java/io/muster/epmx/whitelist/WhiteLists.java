package io.muster.epmx.whitelist;

import io.muster.platform.config.Applications;
import java.util.Optional;
import java.util.function.Supplier;

/** The white lists in force; may answer differently from one call to the next, since configuration changes. */
@FunctionalInterface
public interface WhiteLists {

    /** The white list of an application version; empty for a version that does not exist. */
    Optional<WhiteList> of(String applicationVersion);

    /** The white lists of the applications in force: {@code metadata-keys} of each version. */
    static WhiteLists of(Supplier<Applications> applications) {
        return name -> applications.get().version(name).map(version -> version.metadataKeys()
                .map(WhiteList::of)
                .orElse(WhiteList.open()));
    }
}
