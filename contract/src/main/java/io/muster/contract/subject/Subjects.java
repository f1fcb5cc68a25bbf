package io.muster.contract.subject;

import io.muster.contract.error.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The subject grammar of 3/ISM: patterns to listen on, queue groups, where an answer goes, and taking subjects apart. */
public final class Subjects {
    static final String SERVICE = "kaa.v1.service.";
    static final String REPLICA = "kaa.v1.replica.";
    static final String EVENTS = "kaa.v1.events.";

    /** Stands for any one token in the pattern methods. */
    public static final String ANY = "*";

    private Subjects() {}

    /** Everything a protocol sends to a service instance, including types of several tokens. */
    public static String toService(String instance, String protocol) {
        SubjectToken.check("service instance name", instance);
        SubjectToken.check("protocol", protocol);
        return SERVICE + instance + '.' + protocol + ".>";
    }

    /** Everything a protocol sends to one replica, including types of several tokens. */
    public static String toReplica(String replica, String protocol) {
        SubjectToken.check("replica ID", replica);
        SubjectToken.check("protocol", protocol);
        return REPLICA + replica + '.' + protocol + ".>";
    }

    /** Events to listen to; each part is a name or {@link #ANY}. */
    public static String events(String originator, String entity, String group, String type) {
        checkPattern("originator instance name", originator);
        checkPattern("target entity type", entity);
        checkPattern("event group", group);
        checkPattern("event type", type);
        return EVENTS + originator + '.' + entity + '.' + group + '.' + type;
    }

    /**
     * Checks the name of a service instance, which is one subject token.
     *
     * @throws io.muster.contract.error.Refused if it is not
     */
    public static String instance(String name) {
        SubjectToken.check("service instance name", name);
        return name;
    }

    /** The queue group in which the replicas of an instance share work: the instance's own name. */
    public static String queueGroup(String instance) {
        return instance(instance);
    }

    /**
     * Where to publish an answer of type {@code sent} to a request that expected {@code expected}: the reply subject
     * itself, or with its last token replaced if another type is sent. A subject that does not end with the expected
     * type, such as the inbox of a NATS client library, is used as it is.
     */
    public static String answerTo(String replyTo, String expected, String sent) {
        if (expected.equals(sent) || !replyTo.endsWith('.' + expected)) {
            return replyTo;
        }
        return replaceLastToken(replyTo, sent);
    }

    /** The subject with its last token replaced by the given message type. */
    public static String replaceLastToken(String subject, String type) {
        SubjectToken.checkAll("message type", type);
        return subject.substring(0, subject.lastIndexOf('.') + 1) + type;
    }

    /**
     * Checks that one may publish to the subject: tokens between single dots, no wildcard, no white space.
     *
     * @throws io.muster.contract.error.Refused if not
     */
    public static String publishable(String subject) {
        for (String token : subject.split("\\.", -1)) {
            if (!SubjectToken.isLegal(token)) {
                throw Refusal.malformed("The reply subject is no subject to publish to: it takes tokens of 1 to 255"
                                + " characters with single dots between them, without wildcards and white space")
                        .refused();
            }
        }
        return subject;
    }

    /** Takes a subject apart; empty if it is none of the three forms. Never fails. */
    public static Optional<Subject> parse(String subject) {
        List<String> tokens = Arrays.asList(subject.split("\\.", -1));
        if (!subject.startsWith("kaa.v1.") || !tokens.stream().allMatch(SubjectToken::isLegal)) {
            return Optional.empty();
        }
        if (subject.startsWith(EVENTS) && tokens.size() >= 7) {
            return Optional.of(new Subject.Event(
                    tokens.get(3), tokens.get(4), tokens.get(5), tokens.get(6), tokens.subList(7, tokens.size())));
        }
        if (tokens.size() < 6) {
            return Optional.empty();
        }
        String type = String.join(".", tokens.subList(5, tokens.size()));
        if (subject.startsWith(SERVICE)) {
            return Optional.of(new Subject.Service(tokens.get(3), tokens.get(4), type));
        }
        if (subject.startsWith(REPLICA)) {
            return Optional.of(new Subject.Replica(tokens.get(3), tokens.get(4), type));
        }
        return Optional.empty();
    }

    private static void checkPattern(String member, String token) {
        if (!token.equals(ANY)) {
            SubjectToken.check(member, token);
        }
    }
}
