package io.muster.contract.avro;

import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationResponse;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationResponse;
import org.kaaproject.ipc.cap.gen.v1.ClientCredentialsRevokedEvent;

/** 22/CAP: client authentication from Kaa 1.2 on. */
public final class Cap {
    /** May a client connect with this name and password? */
    public static final Message.Targeted<ClientBasicAuthenticationRequest> BASIC_REQUEST = new Message.Targeted<>(
            Protocol.CAP, "basic-request", Codec.of(ClientBasicAuthenticationRequest.getClassSchema()));

    /** Which credentials fit, or why none. */
    public static final Message.Targeted<ClientBasicAuthenticationResponse> BASIC_RESPONSE = new Message.Targeted<>(
            Protocol.CAP, "basic-response", Codec.of(ClientBasicAuthenticationResponse.getClassSchema()));

    /** May a client connect with this certificate? */
    public static final Message.Targeted<ClientCertificateAuthenticationRequest> CERTIFICATE_REQUEST =
            new Message.Targeted<>(
                    Protocol.CAP,
                    "certificate-request",
                    Codec.of(ClientCertificateAuthenticationRequest.getClassSchema()));

    /** Which credentials fit, or why none. */
    public static final Message.Targeted<ClientCertificateAuthenticationResponse> CERTIFICATE_RESPONSE =
            new Message.Targeted<>(
                    Protocol.CAP,
                    "certificate-response",
                    Codec.of(ClientCertificateAuthenticationResponse.getClassSchema()));

    /** A name and password must not be accepted any longer. */
    public static final Message.Event<ClientCredentialsRevokedEvent> BASIC_REVOKED = new Message.Event<>(
            Protocol.CAP,
            "client-credentials",
            "basic",
            "revoked",
            Codec.of(ClientCredentialsRevokedEvent.getClassSchema()));

    /** A certificate must not be accepted any longer. */
    public static final Message.Event<ClientCredentialsRevokedEvent> CERTIFICATE_REVOKED =
            new Message.Event<>(Protocol.CAP, "client-credentials", "certificate", "revoked", BASIC_REVOKED.codec());

    private Cap() {}
}
