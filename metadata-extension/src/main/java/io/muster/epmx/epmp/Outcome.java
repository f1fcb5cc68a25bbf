package io.muster.epmx.epmp;

import io.muster.contract.error.Refusal;
import io.muster.contract.kp.KpError;
import java.util.Optional;

/** How a device's message fared. */
sealed interface Outcome {

    int SUCCESS = 200;

    /** Status for 4/ESP. */
    int status();

    /** Body for the device. */
    byte[] payload();

    /** Why, where it failed. */
    Optional<String> reason();

    /** Carried out. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Done(byte[] payload) implements Outcome {
        @Override
        public int status() {
            return SUCCESS;
        }

        @Override
        public Optional<String> reason() {
            return Optional.empty();
        }
    }

    /** Refused, or failed; the body is the error of 1/KP. */
    record Failed(Refusal refusal) implements Outcome {
        @Override
        public int status() {
            return refusal.status();
        }

        @Override
        public byte[] payload() {
            return KpError.of(refusal).encode();
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(refusal.message());
        }
    }
}
