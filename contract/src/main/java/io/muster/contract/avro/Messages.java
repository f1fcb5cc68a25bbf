package io.muster.contract.avro;

import io.muster.contract.subject.Subjects;
import java.util.List;
import java.util.Optional;

/** Every message there is. */
public final class Messages {
    private static final List<Message<?>> ALL = List.of(
            Esp.CLIENT_DATA,
            Esp.EXTENSION_DATA,
            Elce.CONNECTED,
            Elce.DISCONNECTED,
            Elce.REGISTERED,
            Elce.UNREGISTERED,
            Elce.APP_VERSION_UPDATED,
            Elce.TRAFFIC_REPORT,
            Eme.METADATA_UPDATED,
            Ecap.TOKEN_REQUEST,
            Ecap.TOKEN_RESPONSE,
            Ecap.USERNAME_PASSWORD_REQUEST,
            Ecap.USERNAME_PASSWORD_RESPONSE,
            Ecap.CERTIFICATE_REQUEST,
            Ecap.CERTIFICATE_RESPONSE,
            Ecap.TOKEN_STATUS_TRANSITION_REQUEST,
            Ecap.TOKEN_STATUS_TRANSITION_RESPONSE,
            Ecap.TOKEN_REVOKED,
            Ecap.CREDENTIAL_REVOKED,
            Scmp.UPSERT,
            Scmp.DELETE,
            Scmp.TARGETED_UPSERT,
            Scmp.TARGETED_DELETE,
            Scmp.KAA11_UPSERT,
            Scmp.KAA11_DELETE,
            Scmp.KAA11_TARGETED_UPSERT,
            Scmp.KAA11_TARGETED_DELETE,
            Efe.PENDING,
            Efe.ACTIVATED,
            Efe.DELETED,
            Efe.MATCHED,
            Efe.UNMATCHED,
            Epmmp.GET_REQUEST,
            Epmmp.GET_RESPONSE,
            Epmmp.KEYS_GET_REQUEST,
            Epmmp.KEYS_GET_RESPONSE,
            Epmmp.PATCH_REQUEST,
            Epmmp.PATCH_RESPONSE,
            Epmmp.APP_VERSION_GET_REQUEST,
            Epmmp.APP_VERSION_GET_RESPONSE,
            Epmmp.KEY_UPDATE_REQUEST,
            Epmmp.KEY_UPDATE_RESPONSE,
            Epmmp.KEY_BATCH_UPDATE_REQUEST,
            Epmmp.KEY_BATCH_UPDATE_RESPONSE,
            Efmp.FILTERS_REQUEST,
            Efmp.FILTERS_RESPONSE,
            Efmp.LIST_BY_FILTER_REQUEST,
            Efmp.LIST_BY_FILTER_RESPONSE,
            Tle.UPDATED,
            Tle.UNREGISTERED,
            Cap.BASIC_REQUEST,
            Cap.BASIC_RESPONSE,
            Cap.CERTIFICATE_REQUEST,
            Cap.CERTIFICATE_RESPONSE,
            Cap.BASIC_REVOKED,
            Cap.CERTIFICATE_REVOKED,
            Eprmp.RELATIONS_GET_REQUEST,
            Eprmp.RELATIONS_GET_RESPONSE,
            Eprmp.RELATIONS_UPDATED);

    private Messages() {}

    /** All messages of all protocols, by protocol number. */
    public static List<Message<?>> all() {
        return ALL;
    }

    /**
     * What travels on a subject of 3/ISM; empty for other subjects, and for answers on an inbox, where only the
     * requester knows what it asked for.
     */
    public static Optional<Message<?>> on(String subject) {
        return Subjects.parse(subject).flatMap(parsed -> ALL.stream()
                .filter(message -> message.travelsOn(parsed))
                .findFirst());
    }
}
