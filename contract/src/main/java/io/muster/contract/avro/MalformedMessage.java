package io.muster.contract.avro;

/**
 * Bytes that are no valid message of the expected kind. Checked on purpose: whoever decodes foreign bytes has to say
 * what happens to bad ones. The message names the record and the reason and never repeats field values.
 */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessage(String record, String reason) {
        super(record + " cannot be decoded: " + reason, null, false, false);
    }
}
