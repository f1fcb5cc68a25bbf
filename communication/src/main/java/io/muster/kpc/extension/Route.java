package io.muster.kpc.extension;

import io.muster.contract.kp.KpRequest;

/**
 * Where a message goes.
 *
 * @param application to which the version named in the topic belongs; tokens are unique within it
 */
public record Route(String application, KpRequest request) {
    /** The application version named in the topic. */
    public String version() {
        return request.topic().appVersion().value();
    }

    /** Instance name of the extension named in the topic. */
    public String extension() {
        return request.topic().extension();
    }
}
