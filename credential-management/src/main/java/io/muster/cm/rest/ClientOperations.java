package io.muster.cm.rest;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.credential.Credential;
import io.muster.cm.credential.CredentialTable.Listing;
import io.muster.cm.credential.Status;
import io.muster.cm.credential.Transitions;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What the resources below {@code /clients} have in common: provision, list, get, change of state, delete.
 *
 * @param name name of the resource in the path, {@code credentials} or {@code certificates}
 * @param noun end of the operation IDs, such as {@code ClientCredential}
 * @param kind name of the kind in refusals
 * @param scope scopes are {@code <scope>:create} and so on
 * @param transitions changes of state
 * @param sideBySide see {@link Bulk}
 * @param provision stores one from a JSON object
 * @param list reads a page
 * @param show writes one as JSON
 */
record ClientOperations<C extends Credential>(
        String name,
        String noun,
        String kind,
        String scope,
        Transitions<C> transitions,
        int sideBySide,
        Function<ObjectNode, C> provision,
        Function<Listed, Listing<C>> list,
        Function<C, ObjectNode> show) {

    List<Operation> operations() {
        return List.of(
                new Operation(POST, all(), "create" + noun, scope + ":create", this::create),
                new Operation(POST, all() + "/bulk", "create" + noun + "s", scope + ":create", this::createMany),
                new Operation(GET, all(), "list" + noun + "s", scope + ":read", this::list),
                new Operation(GET, one(), "get" + noun, scope + ":read", this::get),
                new Operation(PUT, one() + "/status", "set" + noun + "Status", update(), this::setStatus),
                new Operation(PATCH, one(), "patch" + noun, update(), this::setStatus),
                new Operation(DELETE, one(), "delete" + noun, update(), this::delete));
    }

    String all() {
        return "/clients/" + name;
    }

    String one() {
        return all() + "/:credentialId";
    }

    String update() {
        return scope + ":update";
    }

    UUID id(Request request) {
        return Preconditions.id(request, "credentialId", kind);
    }

    Reply shown(C credential) {
        return Reply.ok(show.apply(credential)).etag(credential.state().tag());
    }

    private Reply create(Request request) {
        C credential = provision.apply(request.object());
        return Reply.created(request.location(all() + "/" + credential.id()), show.apply(credential))
                .etag(credential.state().tag());
    }

    private Reply createMany(Request request) {
        return Bulk.of(request, sideBySide, line -> show.apply(provision.apply(line)));
    }

    private Reply list(Request request) {
        return Reply.ok(Shown.page(list.apply(Listed.of(request)), show)).etagOfBody();
    }

    private Reply get(Request request) {
        return shown(transitions.current(id(request), Transitions.Precondition.none()));
    }

    private Reply setStatus(Request request) {
        Body body = Body.of(request.object(), "status");
        Status to = Status.of("\"status\"", body.requiredText("status"));
        return shown(transitions.move(id(request), Preconditions.ifMatch(request), to));
    }

    private Reply delete(Request request) {
        transitions.delete(id(request), Preconditions.ifMatch(request));
        return Reply.noContent();
    }
}
