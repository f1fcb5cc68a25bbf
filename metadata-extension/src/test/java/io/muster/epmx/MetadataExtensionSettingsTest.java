package io.muster.epmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refused;
import io.muster.platform.config.Problem;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Secret;
import io.muster.platform.security.ShownKey;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
                        "KAA_EPMX_EP_REGISTER_API_KEY", "k3y",
                        "KAA_EPMX_EP_REGISTER_TIMEOUT", "2s",
                        "KAA_EPMX_MESSAGES_IN_WORK", "7")))
                .isEqualTo(new MetadataExtensionSettings(
                        "epmx",
                        "kpc",
                        MetadataExtensionSettings.Register.EPMMP,
                        URI.create("https://register:8443/epr"),
                        new ShownKey(Optional.of(new Secret("k3y"))),
                        "epr",
                        Duration.ofSeconds(2),
                        7));
    }

    @Test
    void aKeyThatCannotStandInAHeaderIsRefusedWithoutRepeatingIt() {
        Reader reader = Reader.open(Map.of(), Map.of("KAA_EPMX_EP_REGISTER_API_KEY", "two words"));
        MetadataExtensionSettings.read(reader, "epmx", "kpc", "epr");
        assertThat(reader.problems())
                .extracting(Problem::line)
                .containsExactly("environment KAA_EPMX_EP_REGISTER_API_KEY: kaa.epmx.ep-register.api-key:"
                        + " found [hidden], allowed: letters, digits and signs of ASCII, no blanks");
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
