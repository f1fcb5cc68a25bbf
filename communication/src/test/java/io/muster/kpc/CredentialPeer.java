package io.muster.kpc;

import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.MalformedMessage;
import io.muster.platform.nats.Bus;
import io.nats.client.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;

/** An authentication provider of 16/ECAP as far as KPC sees it: tokens of endpoints, passwords, certificates. */
final class CredentialPeer implements AutoCloseable {
    private static final String APPLICATION = "demo_application";

    private final Bus bus;
    private final String instance;
    private final Map<String, String> endpoints = new ConcurrentHashMap<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Map<String, String> certificates = new ConcurrentHashMap<>();
    private final List<Bus.Subscription> subscriptions;
    final AtomicInteger tokenRequests = new AtomicInteger();
    volatile boolean silent;

    CredentialPeer(Bus bus, String instance) {
        this.bus = bus;
        this.instance = instance;
        this.subscriptions = List.of(
                bus.subscribe(Ecap.TOKEN_REQUEST.toService(instance), instance, this::token),
                bus.subscribe(Ecap.USERNAME_PASSWORD_REQUEST.toService(instance), instance, this::password),
                bus.subscribe(Ecap.CERTIFICATE_REQUEST.toService(instance), instance, this::certificate));
    }

    /** From now on the token stands for the endpoint. */
    void admit(String token, String endpointId) {
        endpoints.put(token, endpointId);
    }

    void admitPassword(String username, String password) {
        passwords.put(username, password);
    }

    void admitCertificate(String issuer, String serialNumber) {
        certificates.put(issuer, serialNumber);
    }

    /** The token is suspended, and everybody is told. */
    void revoke(String token) {
        String endpointId = endpoints.remove(token);
        bus.publish(
                Ecap.TOKEN_REVOKED.from(instance),
                Ecap.TOKEN_REVOKED
                        .codec()
                        .encode(new EndpointTokenRevokedEvent(
                                "revocation",
                                System.currentTimeMillis(),
                                0L,
                                APPLICATION,
                                endpointId,
                                List.of("id-of-" + token),
                                "cm-replica")));
    }

    void revokeCredential(String credentialId) {
        bus.publish(
                Ecap.CREDENTIAL_REVOKED.from(instance),
                Ecap.CREDENTIAL_REVOKED
                        .codec()
                        .encode(new ClientCredentialRevokedEvent(
                                "revocation", System.currentTimeMillis(), 0L, credentialId, "cm-replica")));
    }

    private void token(Message message) {
        tokenRequests.incrementAndGet();
        if (silent) {
            return;
        }
        EndpointTokenValidationRequest request = decode(message, Ecap.TOKEN_REQUEST);
        String endpointId = request.getAppName().equals(APPLICATION) ? endpoints.get(request.getToken()) : null;
        bus.publish(
                message.getReplyTo(),
                Ecap.TOKEN_RESPONSE
                        .codec()
                        .encode(new EndpointTokenValidationResponse(
                                request.getCorrelationId(),
                                System.currentTimeMillis(),
                                0L,
                                endpointId == null ? null : "id-of-" + request.getToken(),
                                endpointId,
                                endpointId == null ? 404 : 200,
                                null)));
    }

    private void password(Message message) {
        ClientUsernamePasswordValidationRequest request = decode(message, Ecap.USERNAME_PASSWORD_REQUEST);
        boolean right = request.getUsername().map(passwords::get).equals(request.getPassword());
        String credentialId = right && request.getUsername().isPresent()
                ? "id-of-" + request.getUsername().get()
                : null;
        bus.publish(
                message.getReplyTo(),
                Ecap.USERNAME_PASSWORD_RESPONSE
                        .codec()
                        .encode(new ClientUsernamePasswordValidationResponse(
                                request.getCorrelationId(),
                                System.currentTimeMillis(),
                                0L,
                                credentialId,
                                null,
                                credentialId == null ? 404 : 200,
                                null)));
    }

    private void certificate(Message message) {
        ClientCertificateValidationRequest request = decode(message, Ecap.CERTIFICATE_REQUEST);
        boolean known = request.getSerialNumber().equals(certificates.get(request.getIssuer()));
        bus.publish(
                message.getReplyTo(),
                Ecap.CERTIFICATE_RESPONSE
                        .codec()
                        .encode(new ClientCertificateValidationResponse(
                                request.getCorrelationId(),
                                System.currentTimeMillis(),
                                0L,
                                known ? "id-of-certificate" : null,
                                null,
                                known ? 200 : 404,
                                null)));
    }

    private static <T extends org.apache.avro.specific.SpecificRecord> T decode(
            Message message, io.muster.contract.avro.Message.Targeted<T> kind) {
        try {
            return kind.codec().decode(message.getData());
        } catch (MalformedMessage e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }
}
