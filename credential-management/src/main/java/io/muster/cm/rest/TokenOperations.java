package io.muster.cm.rest;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.muster.cm.credential.Status;
import io.muster.cm.credential.Transitions.Precondition;
import io.muster.cm.token.NewToken;
import io.muster.cm.token.ProvisionedToken;
import io.muster.cm.token.Token;
import io.muster.cm.token.Tokens;
import io.muster.contract.name.EndpointId;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.muster.platform.http.Resource;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** {@code /endpoints/{endpointId}/tokens}. */
public final class TokenOperations {

    private static final String ALL = "/endpoints/:endpointId/tokens";
    private static final String ONE = ALL + "/:endpointTokenId";
    private static final String READ = "endpoint:read";
    private static final String UPDATE = "endpoint:update";

    private final Tokens tokens;
    private final Clock clock;

    public TokenOperations(Tokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** All of them. */
    public List<Operation> operations() {
        return List.of(
                new Operation(GET, ALL, "listEndpointTokens", READ, this::list),
                new Operation(POST, ALL, "createEndpointToken", UPDATE, this::create),
                new Operation(GET, ONE, "getEndpointToken", READ, this::get),
                new Operation(PUT, ONE + "/status", "setEndpointTokenStatus", UPDATE, this::setStatus),
                new Operation(PATCH, ONE, "patchEndpointToken", UPDATE, this::setStatus),
                new Operation(DELETE, ONE, "deleteEndpointToken", UPDATE, this::delete),
                new Operation(POST, ONE + "/rotate", "rotateEndpointToken", UPDATE, this::rotate),
                new Operation(POST, "/tokens/bulk", "createEndpointTokens", UPDATE, this::createMany).itemByItem());
    }

    private Reply list(Request request) {
        String endpointId = endpointId(request);
        Listed wanted = Listed.of(request);
        // The tag first: a change in between makes it stale, never the other way round.
        String tag = tokens.tagOfAll(endpointId);
        return Reply.ok(Shown.page(
                        tokens.list(endpointId, wanted.statuses(), wanted.newestFirst(), wanted.page()), Shown::token))
                .etag(tag);
    }

    private Reply create(Request request) {
        Body body = Body.of(request.object(), "applicationName", "token", "notBefore", "notAfter");
        return created(
                request,
                tokens.provision(new NewToken(
                        endpointId(request),
                        body.requiredText("applicationName"),
                        body.text("token"),
                        body.validity())));
    }

    private static Reply created(Request request, ProvisionedToken provisioned) {
        Token token = provisioned.token();
        return Reply.created(
                        request.location("/endpoints/%s/tokens/%s".formatted(token.endpointId(), token.id())),
                        Shown.token(provisioned))
                .etag(token.state().tag());
    }

    private Reply get(Request request) {
        return shown(tokens.transitions().current(tokenId(request), ofEndpoint(request)));
    }

    private Reply setStatus(Request request) {
        Body body = Body.of(request.object(), "status");
        Status to = Status.of("\"status\"", body.requiredText("status"));
        return shown(tokens.transitions().move(tokenId(request), precondition(request), to));
    }

    private Reply delete(Request request) {
        tokens.transitions().delete(tokenId(request), precondition(request));
        return Reply.noContent();
    }

    private Reply rotate(Request request) {
        Body body = Body.of(
                request.body().length == 0 ? Bulk.NOTHING : request.object(),
                "token",
                "notBefore",
                "notAfter",
                "previousNotAfter");
        return created(
                request,
                tokens.rotate(
                        tokenId(request),
                        precondition(request),
                        body.text("token"),
                        body.validity(),
                        body.time("previousNotAfter").orElseGet(clock::instant)));
    }

    private Reply createMany(Request request) {
        return Bulk.of(request, Bulk.MANY, line -> {
            Body body = Body.of(line, "endpointId", "applicationName", "token", "notBefore", "notAfter");
            String endpointId = EndpointId.of(body.requiredText("endpointId")).value();
            request.caller().require(UPDATE, new Resource.Endpoint(endpointId));
            return Shown.token(tokens.provision(new NewToken(
                    endpointId, body.requiredText("applicationName"), body.text("token"), body.validity())));
        });
    }

    private static Reply shown(Token token) {
        return Reply.ok(Shown.token(token)).etag(token.state().tag());
    }

    private static String endpointId(Request request) {
        return EndpointId.of(request.path("endpointId")).value();
    }

    private static UUID tokenId(Request request) {
        return Preconditions.id(request, "endpointTokenId", "endpoint token");
    }

    /** A token of another endpoint is not found here. */
    private Precondition<Token> ofEndpoint(Request request) {
        String endpointId = endpointId(request);
        return token -> {
            if (!token.endpointId().equals(endpointId)) {
                throw tokens.transitions().unknown(token.id());
            }
        };
    }

    private Precondition<Token> precondition(Request request) {
        Precondition<Token> owner = ofEndpoint(request);
        Precondition<Token> unchanged = Preconditions.ifMatch(request, () -> tokens.tagOfAll(endpointId(request)));
        return token -> {
            owner.check(token);
            unchanged.check(token);
        };
    }
}
