package io.muster.cm.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The same hash as that of the Java runtime. */
final class KeyedHashTest {

    @Property
    void isHmacSha256OfTheParts(
            @ForAll @Size(min = 1, max = 130) byte[] key,
            @ForAll @Size(max = 70) byte[] first,
            @ForAll @Size(max = 70) byte[] second)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(first);
        byte[] expected = mac.doFinal(second);

        KeyedHash hash = new KeyedHash(key);
        assertThat(hash.of(first, second)).isEqualTo(expected);
        assertThat(hash.of(first, second)).as("again").isEqualTo(expected);
    }
}
