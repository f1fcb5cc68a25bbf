package io.muster.kpc;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for tests. */
final class Authority {
    private static final char[] NO_PASSWORD = {};

    private final X500Principal name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    /** A certificate with its key. */
    record Identity(X509Certificate certificate, PrivateKey key, X509Certificate signer) {
        String issuer() {
            return certificate.getIssuerX500Principal().getName();
        }

        KeyManagerFactory keys() throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, NO_PASSWORD, new Certificate[] {certificate, signer});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory;
        }

        void writeTo(Path directory, String name) throws Exception {
            write(directory.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded()));
            write(directory.resolve(name + ".crt"), pem("CERTIFICATE", certificate.getEncoded()));
        }
    }

    Authority(String name) throws Exception {
        this.name = new X500Principal(name);
        this.keys = newKeys();
        this.certificate = sign(this.name, BigInteger.ONE, keys, true);
    }

    Identity issue(String subject, long serialNumber) throws Exception {
        KeyPair pair = newKeys();
        X509Certificate signed = sign(new X500Principal(subject), BigInteger.valueOf(serialNumber), pair, false);
        return new Identity(signed, pair.getPrivate(), certificate);
    }

    TrustManagerFactory trust() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    void writeTo(Path file) throws Exception {
        write(file, pem("CERTIFICATE", certificate.getEncoded()));
    }

    private X509Certificate sign(X500Principal subject, BigInteger serialNumber, KeyPair pair, boolean authority)
            throws Exception {
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                serialNumber,
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(1, ChronoUnit.HOURS)),
                subject,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static KeyPair newKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + type + "-----\n";
    }

    /** In one step, so that nobody reads half a file. */
    private static void write(Path file, String text) throws IOException {
        Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
