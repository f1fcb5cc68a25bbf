package io.muster.cm.token;

import io.muster.cm.credential.Validity;
import io.muster.cm.secret.HashKey;
import io.muster.contract.error.Refusal;
import io.muster.contract.name.EndpointToken;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.TimeOrderedId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

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

    /** A token that is hashed, ready to be stored. */
    public static final class Candidate {

        private final TokenStore.Row row;
        private final EndpointToken token;
        private final boolean given;

        private Candidate(TokenStore.Row row, EndpointToken token, boolean given) {
            this.row = row;
            this.token = token;
            this.given = given;
        }

        /** Whether its value was given; otherwise it was generated. */
        public boolean given() {
            return given;
        }
    }

    /**
     * Makes a token ready.
     *
     * @param application existing application
     * @param value the token; generated when empty
     */
    public Candidate candidate(String endpointId, String application, Optional<EndpointToken> value) {
        EndpointToken token = value.orElseGet(() -> EndpointToken.of(values.next()));
        TokenKey found = new TokenKey(application, key.ofToken(application, token.value()));
        return new Candidate(
                new TokenStore.Row(TimeOrderedId.next(), endpointId, found, Validity.ALWAYS), token, value.isPresent());
    }

    /**
     * Stores them.
     *
     * @param tx of any schema of the same database
     * @return for each the token as it was stored, another one where a generated one was taken; empty when its value was
     *     given and is taken in the application, by whatever endpoint and in whatever state
     */
    public List<Optional<EndpointToken>> store(Database.Transaction tx, List<Candidate> candidates) {
        List<Candidate> tried = new ArrayList<>(candidates);
        Set<UUID> done = new HashSet<>();
        List<Integer> open = IntStream.range(0, tried.size()).boxed().toList();
        for (int attempt = 0; !open.isEmpty() && attempt < MAX_ATTEMPTS; attempt++) {
            List<TokenStore.Row> rows =
                    open.stream().map(index -> tried.get(index).row).toList();
            tx.query(statement, TokenStore.parameters(rows)).forEach(row -> done.add(row.getUUID(0)));
            open = open.stream()
                    .filter(index -> !tried.get(index).given
                            && !done.contains(tried.get(index).row.id()))
                    .toList();
            open.forEach(index -> tried.set(index, another(tried.get(index))));
        }
        return tried.stream()
                .map(candidate -> Optional.of(candidate.token).filter(token -> done.contains(candidate.row.id())))
                .toList();
    }

    private Candidate another(Candidate taken) {
        return candidate(taken.row.endpointId(), taken.row.key().application(), Optional.empty());
    }

    /** Why a token with a given value was not stored. */
    public static Refusal taken(String application) {
        return Tokens.taken(application);
    }
}
