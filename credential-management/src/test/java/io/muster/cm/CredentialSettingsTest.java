package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.cm.client.LoginSettings;
import io.muster.cm.event.CapSettings;
import io.muster.cm.secret.PasswordParameters;
import io.muster.platform.config.InvalidConfiguration;
import io.muster.platform.config.Reader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialSettingsTest {

    @Test
    void defaults() {
        CredentialSettings settings = CredentialSettings.read(Reader.open(Map.of(), Map.of()), "epr");
        assertThat(settings).isEqualTo(CredentialSettings.of("epr"));
        assertThat(settings.tokenLength()).isEqualTo(10);
        assertThat(settings.register()).isEqualTo("epr");
        assertThat(settings.cache().entries()).isEqualTo(200_000);
        assertThat(settings.cache().fresh()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.cache().negative()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.cache().grace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.cache().useInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.announceWithin()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.cap()).isEmpty();
        LoginSettings logins = settings.logins();
        assertThat(logins.hash()).isEqualTo(new PasswordParameters(19_456, 2, 1));
        assertThat(logins.waiting()).isEqualTo(1_000);
        assertThat(logins.remembered()).isEqualTo(50_000);
        assertThat(logins.maxFailures()).isEqualTo(10);
        assertThat(logins.failureWindow()).isEqualTo(Duration.ofMinutes(5));
        assertThat(logins.lock()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void everyKeyIsReadFromItsVariable() {
        CredentialSettings settings = CredentialSettings.read(
                Reader.open(
                        Map.of(),
                        Map.of(
                                "KAA_CM_EP_TOKEN_LENGTH", "12",
                                "KAA_CM_EP_REGISTER_SERVICE_INSTANCE_NAME", "register-2",
                                "KAA_CM_CACHE_FRESH", "3s",
                                "KAA_CM_CAP_ENABLED", "true",
                                "KAA_CM_LOCK_MAX_FAILURES", "0")),
                "epr");
        assertThat(settings.tokenLength()).isEqualTo(12);
        assertThat(settings.register()).isEqualTo("register-2");
        assertThat(settings.cache().fresh()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.cap()).contains(new CapSettings("ccm", "kaa"));
        assertThat(settings.logins().maxFailures()).isZero();
    }

    @Test
    void aShortHashKeyIsRefusedWithoutRepeatingIt() {
        Reader reader = Reader.open(Map.of(), Map.of("KAA_CM_TOKEN_HASH_KEY", "tiny-key"));
        CredentialSettings.read(reader, "epr");
        assertThatThrownBy(reader::finish)
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("kaa.cm.token-hash-key")
                .hasMessageNotContaining("tiny-key");
    }
}
