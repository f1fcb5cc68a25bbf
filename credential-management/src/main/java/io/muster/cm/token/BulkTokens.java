package io.muster.cm.token;

import io.muster.cm.credential.Validity;
import io.muster.cm.secret.HashKey;
import io.muster.contract.error.Refusal;
import io.muster.contract.name.EndpointToken;
import io.muster.platform.postgres.Database;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Stores the first tokens of many endpoints in a transaction of the caller, which registers the endpoints too. May run
 * beside any number of replicas: one that has just refused such a token forgets that as after any registration.
 */
public final class BulkTokens {

    private static final int MAX_ATTEMPTS = 20;

    private final String statement;
    private final HashKey key;
    private final TokenValues values;

    /**
     * @param schema schema of CM
     * @param key that the replicas of CM use
     * @param length characters of a generated token
     */
    public BulkTokens(String schema, HashKey key, int length) {
        this.statement = TokenStore.insertInto(schema + ".endpoint_token") + " RETURNING token_id";
        this.key = key;
        this.values = new TokenValues(new SecureRandom(), length);
    }

    /**
     * A token to store.
     *
     * @param application existing application
     * @param value the token; generated when empty
     */
    public record Wish(String endpointId, String application, Optional<EndpointToken> value) {}

    /**
     * Stores them.
     *
     * @param tx of any schema of the same database
     * @return for each wish the token as it was stored; empty when its value is taken in the application, by whatever
     *     endpoint and in whatever state
     */
    public List<Optional<EndpointToken>> store(Database.Transaction tx, List<Wish> wishes) {
        List<Optional<EndpointToken>> stored = new ArrayList<>();
        wishes.forEach(wish -> stored.add(Optional.empty()));
        List<Integer> open = new ArrayList<>();
        for (int index = 0; index < wishes.size(); index++) {
            open.add(index);
        }
        for (int attempt = 0; !open.isEmpty() && attempt < MAX_ATTEMPTS; attempt++) {
            open = attempt(tx, wishes, open, stored);
        }
        return stored;
    }

    /** Returns the wishes that are worth another generated value. */
    private List<Integer> attempt(
            Database.Transaction tx, List<Wish> wishes, List<Integer> open, List<Optional<EndpointToken>> stored) {
        List<TokenStore.Row> rows = new ArrayList<>();
        List<EndpointToken> tokens = new ArrayList<>();
        for (int index : open) {
            Wish wish = wishes.get(index);
            EndpointToken token = wish.value().orElseGet(() -> EndpointToken.of(values.next()));
            tokens.add(token);
            rows.add(new TokenStore.Row(
                    UUID.randomUUID(),
                    wish.endpointId(),
                    new TokenKey(wish.application(), key.ofToken(wish.application(), token.value())),
                    Validity.ALWAYS));
        }
        Set<UUID> done = new HashSet<>();
        tx.query(statement, TokenStore.parameters(rows)).forEach(row -> done.add(row.getUUID(0)));
        List<Integer> again = new ArrayList<>();
        for (int position = 0; position < rows.size(); position++) {
            int index = open.get(position);
            if (done.contains(rows.get(position).id())) {
                stored.set(index, Optional.of(tokens.get(position)));
            } else if (wishes.get(index).value().isEmpty()) {
                again.add(index);
            }
        }
        return again;
    }

    /** Why a token with a given value was not stored. */
    public static Refusal taken(String application) {
        return Tokens.taken(application);
    }
}
