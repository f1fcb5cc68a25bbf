package io.muster.cm.client;

import io.muster.contract.error.Refusal;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads issuer and serial number from an X.509 certificate. Nothing else of it is looked at, and nothing is kept. */
public final class CertificateFile {

    private CertificateFile() {}

    /**
     * Reads a certificate in PEM, or in DER as base 64.
     *
     * @throws io.muster.contract.error.Refused 400
     */
    public static CertificateName readText(String text) {
        try {
            if (text.contains("-----BEGIN")) {
                PemObject pem = new PemReader(new StringReader(text)).readPemObject();
                if (pem == null || !pem.getType().endsWith("CERTIFICATE")) {
                    throw refused();
                }
                return read(pem.getContent());
            }
            return read(Base64.getMimeDecoder().decode(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException | IllegalArgumentException notACertificate) {
            throw refused();
        }
    }

    /**
     * Reads a certificate in DER.
     *
     * @throws io.muster.contract.error.Refused 400
     */
    public static CertificateName read(byte[] der) {
        Certificate certificate;
        try {
            certificate = Certificate.getInstance(der);
        } catch (RuntimeException notACertificate) {
            throw refused();
        }
        if (certificate == null || certificate.getSerialNumber().getValue().signum() < 0) {
            throw refused();
        }
        return new CertificateName(
                Issuer.of(certificate.getIssuer()),
                certificate.getSerialNumber().getValue().toString());
    }

    private static RuntimeException refused() {
        return Refusal.malformed("The certificate is no X.509 certificate in PEM or DER form")
                .refused();
    }
}
