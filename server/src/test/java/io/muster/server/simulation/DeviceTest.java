package io.muster.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.name.AppVersionName;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.EndpointToken;
import io.muster.contract.name.MetadataKey;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DeviceTest {

    private static final List<String> VERSIONS = List.of("demo_application_v1", "demo_application_v2");

    @Test
    void theSameSeedMakesTheSameFleet() {
        assertThat(fleet(7)).isEqualTo(fleet(7)).isNotEqualTo(fleet(8));
    }

    @Test
    void devicesDifferAndKeepTheRulesOfNames() {
        List<Device> fleet = fleet(7);
        assertThat(fleet.stream().map(Device::endpointId).distinct()).hasSize(fleet.size());
        assertThat(fleet.stream().map(Device::token).distinct()).hasSize(fleet.size());
        assertThat(fleet.stream().map(device -> device.metadata().get("city")).distinct())
                .hasSizeGreaterThan(3);
        assertThat(fleet.stream().map(Device::applicationVersion).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(VERSIONS);
        fleet.forEach(device -> {
            EndpointId.of(device.endpointId());
            EndpointToken.of(device.token());
            AppVersionName.of(device.applicationVersion());
            device.metadata().fieldNames().forEachRemaining(MetadataKey::of);
        });
    }

    private static List<Device> fleet(long seed) {
        return IntStream.range(0, 100)
                .mapToObj(i -> Device.of(seed, i, VERSIONS))
                .toList();
    }
}
