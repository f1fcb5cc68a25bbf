package io.muster.contract.avro;

import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenStatusTransitionRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenStatusTransitionResponse;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;

/** 16/ECAP: who may speak. */
public final class Ecap {
    /** May a device speak with this token? */
    public static final Message.Targeted<EndpointTokenValidationRequest> TOKEN_REQUEST = new Message.Targeted<>(
            Protocol.ECAP, "ep-token-request", Codec.of(EndpointTokenValidationRequest.getClassSchema()));

    /** Whose token it is, or why not. */
    public static final Message.Targeted<EndpointTokenValidationResponse> TOKEN_RESPONSE = new Message.Targeted<>(
            Protocol.ECAP, "ep-token-response", Codec.of(EndpointTokenValidationResponse.getClassSchema()));

    /** May a client connect with this name and password? */
    public static final Message.Targeted<ClientUsernamePasswordValidationRequest> USERNAME_PASSWORD_REQUEST =
            new Message.Targeted<>(
                    Protocol.ECAP,
                    "client-username-password-request",
                    Codec.of(ClientUsernamePasswordValidationRequest.getClassSchema()));

    /** Which credential fits, or why none. */
    public static final Message.Targeted<ClientUsernamePasswordValidationResponse> USERNAME_PASSWORD_RESPONSE =
            new Message.Targeted<>(
                    Protocol.ECAP,
                    "client-username-password-response",
                    Codec.of(ClientUsernamePasswordValidationResponse.getClassSchema()));

    /** May a client connect with this certificate? */
    public static final Message.Targeted<ClientCertificateValidationRequest> CERTIFICATE_REQUEST =
            new Message.Targeted<>(
                    Protocol.ECAP,
                    "client-certificate-request",
                    Codec.of(ClientCertificateValidationRequest.getClassSchema()));

    /** Which credential fits, or why none. */
    public static final Message.Targeted<ClientCertificateValidationResponse> CERTIFICATE_RESPONSE =
            new Message.Targeted<>(
                    Protocol.ECAP,
                    "client-certificate-response",
                    Codec.of(ClientCertificateValidationResponse.getClassSchema()));

    /** Move a token to another state. */
    public static final Message.Targeted<EndpointTokenStatusTransitionRequest> TOKEN_STATUS_TRANSITION_REQUEST =
            new Message.Targeted<>(
                    Protocol.ECAP,
                    "ep-token-status-transition-request",
                    Codec.of(EndpointTokenStatusTransitionRequest.getClassSchema()));

    /** Whether the token was moved. */
    public static final Message.Targeted<EndpointTokenStatusTransitionResponse> TOKEN_STATUS_TRANSITION_RESPONSE =
            new Message.Targeted<>(
                    Protocol.ECAP,
                    "ep-token-status-transition-response",
                    Codec.of(EndpointTokenStatusTransitionResponse.getClassSchema()));

    /** Tokens must not be accepted any longer. */
    public static final Message.Event<EndpointTokenRevokedEvent> TOKEN_REVOKED = new Message.Event<>(
            Protocol.ECAP, "endpoint", "token", "revoked", Codec.of(EndpointTokenRevokedEvent.getClassSchema()));

    /** A client credential must not be accepted any longer. */
    public static final Message.Event<ClientCredentialRevokedEvent> CREDENTIAL_REVOKED = new Message.Event<>(
            Protocol.ECAP, "client", "credential", "revoked", Codec.of(ClientCredentialRevokedEvent.getClassSchema()));

    private Ecap() {}
}
