package io.muster.cm.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refused;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Whatever is handed in as a certificate or an issuer is read, or refused with 400; nothing else happens. */
class CertificateFuzzTest {
    private static final byte[] CERTIFICATE = certificate(new X500Name("C=UA,O=Acme,CN=Factory CA"));

    private static byte[] certificate(X500Name issuer) {
        try {
            KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
            return new JcaX509v3CertificateBuilder(
                            issuer,
                            BigInteger.valueOf(4711),
                            Date.from(Instant.EPOCH),
                            Date.from(Instant.EPOCH.plusSeconds(60)),
                            new X500Name("CN=gw"),
                            keys.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
        } catch (GeneralSecurityException | java.io.IOException | org.bouncycastle.operator.OperatorException e) {
            throw new AssertionError(e);
        }
    }

    private static void readOrRefused(String text) {
        try {
            stands(CertificateFile.readText(text));
        } catch (Refused refused) {
            assertThat(refused.refusal().status()).isEqualTo(400);
        }
    }

    private static void readOrRefused(byte[] der) {
        try {
            stands(CertificateFile.read(der));
        } catch (Refused refused) {
            assertThat(refused.refusal().status()).isEqualTo(400);
        }
        readOrRefused(Base64.getEncoder().encodeToString(der));
        readOrRefused(pem(der));
    }

    private static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** What is read can be stored, and is found again by its text. */
    private static void stands(CertificateName name) {
        assertThat(name.serialNumber()).matches("[0-9]{1,100}");
        assertThat(name.issuer().text()).doesNotContain("\0");
        byte[] utf8 = name.issuer().text().getBytes(StandardCharsets.UTF_8);
        assertThat(new String(utf8, StandardCharsets.UTF_8))
                .isEqualTo(name.issuer().text());
    }

    @Property
    void bytes(@ForAll @Size(max = 300) byte[] bytes) {
        readOrRefused(bytes);
    }

    @Property
    void text(@ForAll String text) {
        readOrRefused(text);
        readOrRefused("-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----");
        readOrRefused("-----BEGIN " + text + "-----\nAAAA\n-----END " + text + "-----");
    }

    @Property
    void aCertificateThatWasCutOff(@ForAll @IntRange(max = 2_000) int length) {
        readOrRefused(Arrays.copyOf(CERTIFICATE, Math.min(length, CERTIFICATE.length)));
        String pem = pem(CERTIFICATE);
        readOrRefused(pem.substring(0, Math.min(length, pem.length())));
    }

    @Property
    void aCertificateWithChangedBytes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int changes) {
        Random random = new Random(seed);
        byte[] changed = CERTIFICATE.clone();
        for (int i = 0; i < changes; i++) {
            // Most of them where issuer and serial number stand.
            changed[random.nextInt(random.nextBoolean() ? 80 : changed.length)] = (byte) random.nextInt();
        }
        readOrRefused(changed);
    }

    @Property
    void issuers(@ForAll String text) {
        for (String name :
                new String[] {text, "CN=" + text, "CN=#" + text, "CN=\\" + text, "CN=\"" + text, "2.5.4.3=" + text}) {
            try {
                stands(new CertificateName(Issuer.parse(name), "1"));
            } catch (Refused refused) {
                assertThat(refused.refusal().status()).isEqualTo(400);
            }
        }
    }

    @Test
    void theOneThatIsWholeIsRead() {
        CertificateName name = CertificateFile.read(CERTIFICATE);
        assertThat(name.issuer().text()).isEqualTo("CN=Factory CA,O=Acme,C=UA");
        assertThat(name.serialNumber()).isEqualTo("4711");
        assertThat(CertificateFile.readText("A word before\n" + pem(CERTIFICATE) + pem(CERTIFICATE)))
                .isEqualTo(name);
    }

    @Test
    void depthAndSizeDoNoHarm() {
        byte[] deep = new byte[400_000];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        refused(deep);
        refused(new byte[3_000_000]);
        byte[] lying = CERTIFICATE.clone();
        lying[1] = (byte) 0x84;
        Arrays.fill(lying, 2, 6, (byte) 0x7f);
        refused(lying);
        refused(certificate(new X500Name(String.join(",", Collections.nCopies(50, "OU=" + "x".repeat(60))))));
        refused(certificate(new X500Name("CN=trusted\0.evil")));
        refused(certificate(new X500Name("EMAILADDRESS=a@b.c")));
    }

    private static void refused(byte[] der) {
        assertThatThrownBy(() -> CertificateFile.read(der)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> CertificateFile.readText(pem(der))).isInstanceOf(Refused.class);
    }
}
