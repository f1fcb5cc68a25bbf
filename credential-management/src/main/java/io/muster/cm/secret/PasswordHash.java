package io.muster.cm.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A stored password: argon2id with its parameters and salt, in the usual text form
 * {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 *
 * @param text the text form
 */
public record PasswordHash(String text) {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern FORM =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Hashes a password with a fresh salt. Costs time and memory as the parameters say. */
    static PasswordHash of(String password, PasswordParameters parameters) {
        byte[] salt = random(SALT_BYTES);
        return of(parameters, salt, argon2id(password, parameters, salt, HASH_BYTES));
    }

    /** Fits no password, and takes as long to say so as any other. Made at no cost, since every start makes one. */
    static PasswordHash ofNobody(PasswordParameters parameters) {
        return of(parameters, random(SALT_BYTES), random(HASH_BYTES));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static PasswordHash of(PasswordParameters parameters, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return new PasswordHash("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        parameters.memory(),
                        parameters.iterations(),
                        parameters.parallelism(),
                        base64.encodeToString(salt),
                        base64.encodeToString(hash)));
    }

    /** Whether this is the hash of {@code password}; compares in constant time. */
    boolean fits(String password) {
        return equalsSecretly(beside(password));
    }

    /**
     * Hashes another password with the parameters and the salt of this one, so that a password can be compared with both
     * at the cost of one hash.
     */
    PasswordHash beside(String password) {
        Matcher form = form();
        byte[] salt = Base64.getDecoder().decode(form.group(4));
        int length = Base64.getDecoder().decode(form.group(5)).length;
        return of(parameters(), salt, argon2id(password, parameters(), salt, length));
    }

    /** Whether both were made with the same parameters and salt. */
    boolean sharesSalt(PasswordHash other) {
        return text.substring(0, text.lastIndexOf('$')).equals(other.text.substring(0, other.text.lastIndexOf('$')));
    }

    /** Compares in constant time. */
    boolean equalsSecretly(PasswordHash other) {
        return MessageDigest.isEqual(
                text.getBytes(StandardCharsets.UTF_8), other.text.getBytes(StandardCharsets.UTF_8));
    }

    /** The parameters it was made with. */
    public PasswordParameters parameters() {
        Matcher form = form();
        return new PasswordParameters(
                Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)));
    }

    private Matcher form() {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalStateException("A stored password hash is not of the form $argon2id$v=19$…");
        }
        return form;
    }

    private static byte[] argon2id(String password, PasswordParameters parameters, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(parameters.memory())
                .withIterations(parameters.iterations())
                .withParallelism(parameters.parallelism())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    /** Not the hash. */
    @Override
    public String toString() {
        return "[hidden]";
    }
}
