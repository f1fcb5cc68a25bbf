package io.muster.contract.subject;

import java.util.List;

/**
 * A NATS subject of 3/ISM: addressed to all replicas of a service instance, to one replica, or to everybody. Its
 * {@code toString} is the subject as it goes over the wire. Every name in it is one legal subject token.
 */
public sealed interface Subject {
    /** Addressed to a service instance; its replicas share the work in a queue group. */
    record Service(String instance, String protocol, String type) implements Subject {
        public Service {
            SubjectToken.check("service instance name", instance);
            SubjectToken.check("protocol", protocol);
            SubjectToken.checkAll("message type", type);
        }

        @Override
        public String toString() {
            return Subjects.SERVICE + instance + '.' + protocol + '.' + type;
        }
    }

    /** Addressed to exactly one replica; never in a queue group. */
    record Replica(String replica, String protocol, String type) implements Subject {
        public Replica {
            SubjectToken.check("replica ID", replica);
            SubjectToken.check("protocol", protocol);
            SubjectToken.checkAll("message type", type);
        }

        @Override
        public String toString() {
            return Subjects.REPLICA + replica + '.' + protocol + '.' + type;
        }
    }

    /** Addressed to anybody who listens. {@code extra} holds the tokens a protocol appends, mostly none. */
    record Event(String originator, String entity, String group, String type, List<String> extra) implements Subject {
        public Event {
            SubjectToken.check("originator instance name", originator);
            SubjectToken.check("target entity type", entity);
            SubjectToken.check("event group", group);
            SubjectToken.check("event type", type);
            extra = List.copyOf(extra);
            extra.forEach(token -> SubjectToken.check("event subject token", token));
        }

        @Override
        public String toString() {
            String text = Subjects.EVENTS + originator + '.' + entity + '.' + group + '.' + type;
            return extra.isEmpty() ? text : text + '.' + String.join(".", extra);
        }
    }
}
