package io.muster.epmx.epmp;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** The operations of 10/EPMP by their path behind the endpoint token. */
enum Operation {
    LIST_KEYS("/get/keys", "list-keys", payload -> new EpmpRequest.ListKeys()),
    GET_VALUES("/get", "get", payload -> new EpmpRequest.GetValues(Payload.wantedKeys(payload))),
    REPLACE_ALL("/update", "update", payload -> new EpmpRequest.ReplaceAll(Payload.values(payload))),
    UPDATE_SOME("/update/keys", "update-keys", payload -> new EpmpRequest.UpdateSome(Payload.values(payload))),
    DELETE_KEYS("/delete/keys", "delete-keys", payload -> new EpmpRequest.DeleteKeys(Payload.keys(payload)));

    private final String path;
    private final String label;
    private final Function<byte[], EpmpRequest> reading;

    Operation(String path, String label, Function<byte[], EpmpRequest> reading) {
        this.path = path;
        this.label = label;
        this.reading = reading;
    }

    /** The operation at exactly this path. */
    static Optional<Operation> at(String path) {
        return Arrays.stream(values())
                .filter(operation -> operation.path.equals(path))
                .findFirst();
    }

    /** All paths, for an error that says what is there. */
    static String paths() {
        return String.join(
                ", ", Arrays.stream(values()).map(operation -> operation.path).toList());
    }

    /** Its name in metrics. */
    String label() {
        return label;
    }

    /**
     * Checks the payload against the operation's rules.
     *
     * @throws io.muster.contract.error.Refused naming what is wrong
     */
    EpmpRequest read(byte[] payload) {
        return reading.apply(payload);
    }
}
