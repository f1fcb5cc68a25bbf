package io.muster.cm.rest;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.client.Login;
import io.muster.cm.client.Logins;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** {@code /clients/credentials}: user names with passwords. */
public final class LoginOperations {

    private final Logins logins;
    private final Clock clock;
    private final ClientOperations<Login> common;

    public LoginOperations(Logins logins, Clock clock) {
        this.logins = logins;
        this.clock = clock;
        common = new ClientOperations<>(
                "credentials",
                "ClientCredential",
                "client credential",
                "kaa:client-credentials",
                logins.transitions(),
                Bulk.FEW,
                this::provision,
                wanted -> logins.list(wanted.statuses(), wanted.newestFirst(), wanted.page()),
                this::show);
    }

    /** All of them. */
    public List<Operation> operations() {
        return Stream.concat(
                        common.operations().stream(),
                        Stream.of(
                                new Operation(
                                        PUT,
                                        common.one() + "/password",
                                        "setClientCredentialPassword",
                                        common.update(),
                                        this::setPassword),
                                new Operation(
                                        POST,
                                        common.one() + "/rotate",
                                        "rotateClientCredential",
                                        common.update(),
                                        this::rotate),
                                new Operation(
                                        DELETE,
                                        common.one() + "/lock",
                                        "unlockClientCredential",
                                        common.update(),
                                        this::unlock)))
                .toList();
    }

    private Login provision(ObjectNode object) {
        Body body = Body.of(object, "username", "password", "clientId", "notBefore", "notAfter");
        return logins.provision(
                body.requiredText("username"), body.requiredText("password"), body.text("clientId"), body.validity());
    }

    private Reply setPassword(Request request) {
        String password = Body.of(request.object(), "password").requiredText("password");
        return common.shown(logins.changePassword(common.id(request), Preconditions.ifMatch(request), password));
    }

    private Reply rotate(Request request) {
        Body body = Body.of(request.object(), "password", "previousNotAfter");
        return common.shown(logins.rotate(
                common.id(request),
                Preconditions.ifMatch(request),
                body.requiredText("password"),
                body.time("previousNotAfter").orElseGet(clock::instant)));
    }

    private Reply unlock(Request request) {
        logins.unlock(common.id(request));
        return Reply.noContent();
    }

    private ObjectNode show(Login login) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("credentialId", login.id().toString());
        shown.put("username", login.username());
        login.clientId().ifPresent(client -> shown.put("clientId", client));
        shown.put("status", login.state().status().word());
        Shown.times(shown, login.state());
        Shown.time(shown, "previousNotAfter", login.previous(clock.instant()).map(Login.Previous::until));
        if (login.failures() > 0) {
            shown.put("failedAttempts", login.failures());
        }
        if (login.locked(clock.instant())) {
            Shown.time(shown, "lockedUntil", login.lockedUntil());
        }
        return shown;
    }
}
