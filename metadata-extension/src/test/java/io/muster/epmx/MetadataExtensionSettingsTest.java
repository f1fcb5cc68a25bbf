package io.muster.epmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refused;
import io.muster.platform.config.Reader;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MetadataExtensionSettingsTest {

    @Test
    void nothingConfiguredGivesTheDefaults() {
        assertThat(read(Map.of())).isEqualTo(MetadataExtensionSettings.DEFAULT);
    }

    @Test
    void everyKeyIsRead() {
        assertThat(read(Map.of(
                        "KAA_EPMX_EP_REGISTER_PROTOCOL", "epmmp",
                        "KAA_EPMX_EP_REGISTER_BASE_URL", "https://register:8443/epr",
                        "KAA_EPMX_EP_REGISTER_TIMEOUT", "2s",
                        "KAA_EPMX_MESSAGES_IN_WORK", "7")))
                .isEqualTo(new MetadataExtensionSettings(
                        "epmx",
                        "kpc",
                        MetadataExtensionSettings.Register.EPMMP,
                        URI.create("https://register:8443/epr"),
                        "epr",
                        Duration.ofSeconds(2),
                        7));
    }

    @Test
    void namesThatCannotStandInASubjectAreRefused() {
        assertThatThrownBy(() -> MetadataExtensionSettings.read(Reader.open(Map.of(), Map.of()), "a.b", "kpc", "epr"))
                .isInstanceOf(Refused.class);
    }

    private static MetadataExtensionSettings read(Map<String, String> environment) {
        Reader reader = Reader.open(Map.of(), environment);
        MetadataExtensionSettings settings = MetadataExtensionSettings.read(reader, "epmx", "kpc", "epr");
        assertThat(reader.problems()).isEmpty();
        return settings;
    }
}
