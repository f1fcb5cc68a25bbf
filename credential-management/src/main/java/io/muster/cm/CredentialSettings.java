package io.muster.cm;

import io.muster.cm.client.LoginSettings;
import io.muster.cm.credential.CacheSettings;
import io.muster.cm.event.CapSettings;
import io.muster.cm.secret.HashKey;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Secret;
import io.muster.platform.feed.FeedSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of CM.
 *
 * @param tokenLength characters of a generated endpoint token
 * @param register instance name of the EPR whose {@code unregistered} events are followed
 * @param tokenHashKey key of the stored token hashes; empty: a file in the data directory
 * @param cache the cache of answers
 * @param logins passwords and guessing
 * @param announceWithin longest time a call that revokes something waits for its event
 * @param cap 22/CAP; empty: not served
 * @param feed tuning of the change feed
 */
public record CredentialSettings(
        int tokenLength,
        String register,
        Optional<Secret> tokenHashKey,
        CacheSettings cache,
        LoginSettings logins,
        Duration announceWithin,
        Optional<CapSettings> cap,
        FeedSettings feed) {

    private static final Key<Integer> TOKEN_LENGTH = Key.integer("kaa.cm.ep-token.length", 6, 128)
            .byDefault(10)
            .about("Characters of a generated endpoint token.");
    private static final Key<String> REGISTER = Key.name("kaa.cm.ep-register.service-instance.name")
            .byDefaultAs("instance name of EPR")
            .about("The EPR whose unregistered endpoints lose their tokens.");
    private static final Key<Secret> TOKEN_HASH_KEY = Key.secret("kaa.cm.token-hash-key")
            .byDefaultAs("made at the first start, kept in the data directory")
            .about(
                    "Key of the stored token hashes, 16 characters or more; all replicas share it, and it never changes.");
    private static final Key<Integer> CACHE_ENTRIES = Key.integer("kaa.cm.cache.entries", 0, 100_000_000)
            .byDefault(CacheSettings.DEFAULT.entries())
            .about("Credentials whose validation is remembered in memory.");
    private static final Key<Duration> CACHE_FRESH = duration("kaa.cm.cache.fresh")
            .byDefault(CacheSettings.DEFAULT.fresh())
            .about("How long a positive answer is given without asking the database.");
    private static final Key<Duration> CACHE_NEGATIVE = duration("kaa.cm.cache.negative")
            .byDefault(CacheSettings.DEFAULT.negative())
            .about("How long a negative answer is given without asking the database.");
    private static final Key<Duration> CACHE_GRACE = duration("kaa.cm.cache.grace")
            .byDefault(CacheSettings.DEFAULT.grace())
            .about("How much longer a positive answer is given while the database cannot be reached.");
    private static final Key<Duration> USE_INTERVAL = duration("kaa.cm.last-use-interval")
            .byDefault(CacheSettings.DEFAULT.useInterval())
            .about("How exact lastUsedDate is.");
    private static final Key<Duration> ANNOUNCE_WITHIN = duration("kaa.cm.announce-within")
            .byDefault(Duration.ofSeconds(2))
            .about("Longest time a call that revokes something waits until the event is out.");
    private static final Key<Boolean> CAP_ENABLED = Key.toggle("kaa.cm.cap.enabled")
            .byDefault(false)
            .about("Whether clients are also authenticated by 22/CAP, as from Kaa 1.2 on.");
    private static final Key<String> CAP_INSTANCE = Key.name("kaa.cm.cap.service-instance.name")
            .byDefault("ccm")
            .about("Instance name under which 22/CAP is served.");
    private static final Key<String> CAP_TENANT = Key.text("kaa.cm.cap.tenant-id")
            .byDefault("kaa")
            .about("Tenant ID that answers and events of 22/CAP carry.");

    private static Key<Duration> duration(String path) {
        return Key.duration(path, Duration.ZERO, Duration.ofDays(1));
    }

    /** The defaults, for an EPR of this instance name. */
    public static CredentialSettings of(String register) {
        return new CredentialSettings(
                10,
                register,
                Optional.empty(),
                CacheSettings.DEFAULT,
                LoginSettings.DEFAULT,
                Duration.ofSeconds(2),
                Optional.empty(),
                FeedSettings.DEFAULT);
    }

    /**
     * Reads the settings.
     *
     * @param register instance name of EPR, used unless configured otherwise
     */
    public static CredentialSettings read(Reader reader, String register) {
        CacheSettings cache = new CacheSettings(
                reader.get(CACHE_ENTRIES),
                reader.get(CACHE_FRESH),
                reader.get(CACHE_NEGATIVE),
                reader.get(CACHE_GRACE),
                reader.get(USE_INTERVAL));
        CapSettings cap = new CapSettings(reader.get(CAP_INSTANCE), reader.get(CAP_TENANT));
        Optional<Secret> hashKey = reader.find(TOKEN_HASH_KEY);
        if (hashKey.isPresent() && hashKey.get().reveal().length() < HashKey.MIN_LENGTH) {
            reader.refuse(TOKEN_HASH_KEY, "has less than " + HashKey.MIN_LENGTH + " characters; give a longer one");
        }
        return new CredentialSettings(
                reader.get(TOKEN_LENGTH),
                reader.find(REGISTER).orElse(register),
                hashKey,
                cache,
                LoginSettings.read(reader),
                reader.get(ANNOUNCE_WITHIN),
                reader.get(CAP_ENABLED) ? Optional.of(cap) : Optional.empty(),
                FeedSettings.read(reader));
    }
}
