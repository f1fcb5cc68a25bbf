package io.muster.epmx.whitelist;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.platform.config.ApplicationVersion;
import io.muster.platform.config.Applications;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class WhiteListsTest {

    @Test
    void aVersionHasTheListOfItsConfigurationAsItIsNow() {
        AtomicReference<Applications> inForce = new AtomicReference<>(Applications.demo());
        WhiteLists lists = WhiteLists.of(inForce::get);
        assertThat(lists.of("demo_application_v1")).contains(WhiteList.open());
        assertThat(lists.of("kettle_v1")).isEmpty();

        ApplicationVersion listed =
                new ApplicationVersion("kettle", "kettle_v1", Optional.of(Map.of("owner", false)), Optional.empty());
        inForce.set(new Applications(Map.of("kettle", Map.of("kettle_v1", listed))));
        assertThat(lists.of("demo_application_v1")).isEmpty();
        assertThat(lists.of("kettle_v1")).contains(WhiteList.of(Map.of("owner", false)));
    }
}
