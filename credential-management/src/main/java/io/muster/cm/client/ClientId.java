package io.muster.cm.client;

import io.muster.contract.error.Refusal;
import java.util.Optional;

/** Texts that name clients and users. */
final class ClientId {

    private static final int MAX_LENGTH = 255;

    private ClientId() {}

    static void check(Optional<String> clientId) {
        clientId.ifPresent(id -> check("clientId", id));
    }

    /** 1 to 255 characters, none of them a control character. */
    static void check(String member, String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.malformed("\"%s\" must have 1 to %d characters, none of them a control character"
                            .formatted(member, MAX_LENGTH))
                    .refused();
        }
    }
}
