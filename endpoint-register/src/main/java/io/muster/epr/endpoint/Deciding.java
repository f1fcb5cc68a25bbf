package io.muster.epr.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.http.EntityTags;
import java.time.Instant;
import java.util.Optional;

/** Decides what a command does to an endpoint: from the endpoint as it is, without looking anywhere else. */
final class Deciding {

    private final MetadataRules rules;

    Deciding(MetadataRules rules) {
        this.rules = rules;
    }

    Decision decide(Optional<Endpoint> current, Command command, Instant now) {
        try {
            return switch (command) {
                case Command.Register register -> register(current, register, now);
                case Command.Unregister unregister -> unregister(existing(current, command), unregister, now);
                case Command.AssignVersion assign -> assign(existing(current, command), assign, now);
                case Command.ReportVersion report -> report(existing(current, command), report, now);
                case Command.ChangeMetadata change -> change(existing(current, command), change, now);
            };
        } catch (Refused refused) {
            return new Decision.Declined(refused.refusal());
        }
    }

    private static Endpoint existing(Optional<Endpoint> current, Command command) {
        return current.orElseThrow(() -> new Refused(notFound(command.endpointId())));
    }

    static Refusal notFound(String endpointId) {
        return Refusal.notFound("Endpoint [" + endpointId + "] is not found");
    }

    private static Decision register(Optional<Endpoint> current, Command.Register command, Instant now) {
        if (current.isPresent()) {
            return new Decision.Declined(taken(command.endpointId()));
        }
        return created(command, now);
    }

    /** The registration of an endpoint under an ID that is free. */
    static Decision.Effective created(Command.Register command, Instant now) {
        Endpoint created = Endpoint.created(
                command.endpointId(), command.application(), command.appVersion(), command.metadata(), now);
        return effective(Change.Kind.REGISTERED, Optional.empty(), Optional.of(created), now);
    }

    static Refusal taken(String endpointId) {
        return Refusal.conflict("Endpoint ID [" + endpointId + "] is already in use");
    }

    private static Decision unregister(Endpoint current, Command.Unregister command, Instant now) {
        checkMatch(command.ifMatch(), current.tag(), current);
        return effective(Change.Kind.UNREGISTERED, Optional.of(current), Optional.empty(), now);
    }

    private static Decision assign(Endpoint current, Command.AssignVersion command, Instant now) {
        checkMatch(command.ifMatch(), current.tag(), current);
        if (!command.application().equals(current.application())) {
            return new Decision.Declined(
                    Refusal.malformed("Application version [%s] belongs to application [%s], but endpoint [%s] to [%s]"
                            .formatted(
                                    command.appVersion(), command.application(), current.id(), current.application())));
        }
        return move(current, command.appVersion(), Optional.empty(), now);
    }

    private static Decision report(Endpoint current, Command.ReportVersion command, Instant now) {
        if (!command.application().equals(current.application())) {
            return new Decision.Declined(
                    Refusal.conflict("Endpoint [%s] of application [%s] connected in version [%s] of application [%s]"
                            .formatted(
                                    current.id(), current.application(), command.appVersion(), command.application())));
        }
        boolean late =
                current.appVersionReportedAt().filter(command.at()::isBefore).isPresent();
        return late
                ? new Decision.Unchanged(current)
                : move(current, command.appVersion(), Optional.of(command.at()), now);
    }

    private static Decision move(Endpoint current, String version, Optional<Instant> reportedAt, Instant now) {
        if (version.equals(current.appVersion())) {
            return new Decision.Unchanged(current);
        }
        Endpoint moved = current.inVersion(version, reportedAt, now);
        return effective(Change.Kind.VERSION_CHANGED, Optional.of(current), Optional.of(moved), now);
    }

    private Decision change(Endpoint current, Command.ChangeMetadata command, Instant now) {
        checkMatch(command.ifMatch(), current.metadataTag(), current);
        ObjectNode changed = command.change().applyTo(current.metadata(), rules);
        if (changed.equals(current.metadata())) {
            return new Decision.Unchanged(current);
        }
        Endpoint updated = current.withMetadata(changed, now);
        return effective(Change.Kind.METADATA_UPDATED, Optional.of(current), Optional.of(updated), now);
    }

    private static void checkMatch(Optional<EntityTags> ifMatch, String tag, Endpoint current) {
        if (ifMatch.isPresent() && !ifMatch.get().match(tag)) {
            throw new Refused(Refusal.preconditionFailed(
                    "Endpoint [%s] was changed meanwhile: it is in revision %d, the current ETag is \"%s\""
                            .formatted(current.id(), current.revision(), tag)));
        }
    }

    private static Decision.Effective effective(
            Change.Kind kind, Optional<Endpoint> before, Optional<Endpoint> after, Instant now) {
        return new Decision.Effective(before, after, Change.between(kind, before, after, now));
    }
}
