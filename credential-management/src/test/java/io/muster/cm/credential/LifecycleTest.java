package io.muster.cm.credential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every cell of the table, written down a second time. */
class LifecycleTest {

    @ParameterizedTest
    @CsvSource({
        "Inactive, Inactive, stay", "Inactive, Active, no", "Inactive, Suspended, revokes",
                "Inactive, Revoked, revokes",
        "Active, Inactive, no", "Active, Active, stay", "Active, Suspended, revokes", "Active, Revoked, revokes",
        "Suspended, Inactive, no", "Suspended, Active, quiet", "Suspended, Suspended, stay",
                "Suspended, Revoked, quiet",
        "Revoked, Inactive, no", "Revoked, Active, no", "Revoked, Suspended, no", "Revoked, Revoked, stay",
    })
    void everyTransition(String from, String to, String outcome) {
        Lifecycle.Decision decision = Lifecycle.request(Status.of("from", from), Status.of("to", to));
        assertThat(
                        switch (decision) {
                            case Lifecycle.Decision.Stay stay -> "stay";
                            case Lifecycle.Decision.Move move -> move.revokes() ? "revokes" : "quiet";
                            case Lifecycle.Decision.No no -> {
                                assertThat(no.refusal().status()).isEqualTo(409);
                                assertThat(no.refusal().message()).contains("allowed from here", "deletion");
                                yield "no";
                            }
                        })
                .isEqualTo(outcome);
    }
}
