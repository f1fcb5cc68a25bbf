package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cm.client.LoginSettings;
import io.muster.cm.secret.PasswordParameters;
import org.junit.jupiter.api.Test;

/** Stored passwords follow the configured cost at their next use. */
class PasswordUpgradeTest {

    @Test
    void aPasswordIsHashedAnewWithTheParametersOfTodayWhenItIsNextUsed() throws Exception {
        try (Installation installation = new Installation()) {
            Installation.Replica before = installation.start();
            for (String user : new String[] {"used", "unused"}) {
                before.rest.post(
                        "/clients/credentials", "{\"username\":\"%s\",\"password\":\"right\"}".formatted(user));
            }
            before.close();
            LoginSettings old = Installation.LOGINS;
            PasswordParameters dearer = new PasswordParameters(512, 2, 1);
            Installation.Replica after = installation
                    .with(new LoginSettings(
                            dearer,
                            old.concurrency(),
                            old.waiting(),
                            old.remembered(),
                            old.maxFailures(),
                            old.failureWindow(),
                            old.lock()))
                    .start();

            assertThat(accepted(after, "used", "wrong")).isFalse();
            assertThat(stored(installation, "used")).contains("m=256,t=1,p=1");
            assertThat(accepted(after, "used", "right")).isTrue();

            assertThat(stored(installation, "used")).contains("m=512,t=2,p=1");
            assertThat(stored(installation, "unused")).contains("m=256,t=1,p=1");
            assertThat(accepted(after, "used", "right")).isTrue();
            assertThat(accepted(after, "used", "wrong again")).isFalse();
        }
    }

    private static boolean accepted(Installation.Replica replica, String user, String password) {
        return replica.cm.logins().validate(user, password).toString().startsWith("Accepted");
    }

    private static String stored(Installation installation, String user) {
        return installation
                .database
                .query("SELECT password_hash FROM client_password WHERE username = $1", user)
                .iterator()
                .next()
                .getString(0);
    }
}
