package io.muster.contract.avro;

import io.muster.contract.subject.Subject;
import io.muster.contract.subject.Subjects;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * One kind of NATS message: where it goes and how its bytes are read and written. The constants of the protocol classes
 * ({@link Esp}, {@link Ecap} and so on) are all there are; {@link Messages} finds one by subject.
 *
 * @param <T> the generated record
 */
public sealed interface Message<T extends SpecificRecord> {
    /** The protocol the message belongs to. */
    Protocol protocol();

    /** The last part of the subject, which tells the message from others of the protocol. */
    String type();

    /** Reads and writes the payload. */
    Codec<T> codec();

    /** Whether a message on this subject is of this kind. */
    boolean travelsOn(Subject subject);

    /** A message to a service instance or to one of its replicas. */
    record Targeted<T extends SpecificRecord>(Protocol protocol, String type, Codec<T> codec) implements Message<T> {
        /** The subject that reaches one replica of the instance. */
        public String toService(String instance) {
            return new Subject.Service(instance, protocol.token(), type).toString();
        }

        /** The subject that reaches exactly this replica; also what to set as {@code replyTo} for this answer. */
        public String toReplica(String replica) {
            return new Subject.Replica(replica, protocol.token(), type).toString();
        }

        @Override
        public boolean travelsOn(Subject subject) {
            return switch (subject) {
                case Subject.Service s ->
                    s.protocol().equals(protocol.token()) && s.type().equals(type);
                case Subject.Replica r ->
                    r.protocol().equals(protocol.token()) && r.type().equals(type);
                case Subject.Event e -> false;
            };
        }
    }

    /** An event for anybody. */
    record Event<T extends SpecificRecord>(Protocol protocol, String entity, String group, String type, Codec<T> codec)
            implements Message<T> {
        /** The subject on which the instance publishes the event. */
        public String from(String originator) {
            return new Subject.Event(originator, entity, group, type, List.of()).toString();
        }

        /** The pattern that hears the event from any instance. */
        public String fromAnybody() {
            return Subjects.events(Subjects.ANY, entity, group, type);
        }

        @Override
        public boolean travelsOn(Subject subject) {
            return subject instanceof Subject.Event e
                    && e.entity().equals(entity)
                    && e.group().equals(group)
                    && e.type().equals(type);
        }
    }

    /** An event about a filter, whose ID stands in the subject. */
    record FilterEvent<T extends SpecificRecord>(Protocol protocol, String type, Codec<T> codec) implements Message<T> {
        private static final String ENTITY = "endpoint-filter";

        /** The subject on which the instance publishes the event of this filter. */
        public String from(String originator, String filterId) {
            return new Subject.Event(originator, ENTITY, filterId, type, List.of()).toString();
        }

        /** The pattern that hears the event of every filter from any instance. */
        public String fromAnybody() {
            return Subjects.events(Subjects.ANY, ENTITY, Subjects.ANY, type);
        }

        @Override
        public boolean travelsOn(Subject subject) {
            return subject instanceof Subject.Event e
                    && e.entity().equals(ENTITY)
                    && e.type().equals(type);
        }
    }
}
