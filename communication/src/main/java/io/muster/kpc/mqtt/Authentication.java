package io.muster.kpc.mqtt;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.kpc.identity.ClientIdentity;
import io.muster.kpc.identity.Identification;
import io.muster.kpc.identity.Verdict;
import io.muster.kpc.session.Revoked;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who may connect. What a transport requires must be shown; what a client shows must be valid even where nothing is
 * required: it claims an identity, and one that has been revoked must not get in by luck of the configuration.
 */
final class Authentication {
    private final Identification identification;
    private final Revoked revoked;

    Authentication(Identification identification, Revoked revoked) {
        this.identification = identification;
        this.revoked = revoked;
    }

    /** What came of it. */
    sealed interface Outcome {
        /** Welcome; the IDs of the credentials shown, none for an anonymous client. */
        record Welcome(List<String> credentialIds) implements Outcome {}

        /** Not let in, with the return code of CONNACK. */
        record Refused(MqttConnectReturnCode code) implements Outcome {}

        /** Nobody can say now, with the return code of CONNACK. */
        record Unknown(MqttConnectReturnCode code) implements Outcome {}
    }

    /** Whether checking will take a while; if not, {@link #check} calls back at once. */
    void check(
            Opening.Client client,
            Optional<X509Certificate> certificate,
            boolean passwordRequired,
            boolean certificateRequired,
            Consumer<Outcome> then) {
        boolean passwordShown =
                client.username().isPresent() || client.password().isPresent();
        if (passwordRequired && !passwordShown || certificateRequired && certificate.isEmpty()) {
            then.accept(new Outcome.Refused(notAuthorized(client)));
            return;
        }
        List<String> credentialIds = new ArrayList<>();
        Runnable password = () -> {
            if (!passwordShown) {
                then.accept(new Outcome.Welcome(credentialIds));
                return;
            }
            long asked = System.nanoTime();
            identification.client(
                    client.username(),
                    client.password(),
                    verdict -> judge(
                            verdict,
                            asked,
                            client,
                            badPassword(client),
                            credentialIds,
                            then,
                            () -> then.accept(new Outcome.Welcome(credentialIds))));
        };
        if (certificate.isPresent()) {
            long asked = System.nanoTime();
            identification.client(
                    certificate.get(),
                    verdict -> judge(verdict, asked, client, notAuthorized(client), credentialIds, then, password));
        } else {
            password.run();
        }
    }

    private void judge(
            Verdict<ClientIdentity> verdict,
            long asked,
            Opening.Client client,
            MqttConnectReturnCode unknown,
            List<String> credentialIds,
            Consumer<Outcome> then,
            Runnable next) {
        switch (verdict) {
            case Verdict.Granted<ClientIdentity>(ClientIdentity identity)
            when revoked.since(identity.credentialId(), asked) ->
                then.accept(new Outcome.Refused(notAuthorized(client)));
            case Verdict.Granted<ClientIdentity>(ClientIdentity identity) -> {
                credentialIds.add(identity.credentialId());
                next.run();
            }
            case Verdict.Denied<ClientIdentity>(Refusal refusal) ->
                then.accept(denied(refusal.kind(), client, unknown));
        }
    }

    private static Outcome denied(Kind kind, Opening.Client client, MqttConnectReturnCode unknown) {
        if (kind == Kind.UNAVAILABLE) {
            return new Outcome.Unknown(
                    client.five()
                            ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5
                            : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);
        }
        return new Outcome.Refused(kind == Kind.FORBIDDEN ? notAuthorized(client) : unknown);
    }

    private static MqttConnectReturnCode notAuthorized(Opening.Client client) {
        return client.five()
                ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5
                : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
    }

    private static MqttConnectReturnCode badPassword(Opening.Client client) {
        return client.five()
                ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
                : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
    }
}
