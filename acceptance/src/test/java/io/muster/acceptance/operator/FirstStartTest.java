package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import org.junit.jupiter.api.Test;

/** What a person sees of a start and a stop. */
final class FirstStartTest {

    @Test
    void startTellsWhereEverythingIsAndStopLeavesNothing() {
        RunningMuster muster = Setup.fresh().start();
        try {
            String printed = muster.printed();
            assertThat(printed)
                    .contains(muster.http("/").toString().replaceFirst("/$", ""))
                    .contains(muster.natsUrl())
                    .contains(Integer.toString(muster.mqttPort()))
                    .contains(muster.setup().data().toString())
                    .containsPattern("ready in [0-9.]+ s");

            assertThat(muster.terminate()).isZero();
            assertThat(muster.leftovers()).isEmpty();
        } finally {
            muster.discard();
        }
    }

    @Test
    void ctrlCStopsItToo() {
        RunningMuster muster = Setup.fresh().start();
        try {
            assertThat(muster.interrupt()).isZero();
            assertThat(muster.leftovers()).isEmpty();
            try (RunningMuster again = muster.startAgain()) {
                assertThat(new Rest(again.http("/")).get("/health").status()).isEqualTo(200);
            }
        } finally {
            muster.discard();
        }
    }
}
