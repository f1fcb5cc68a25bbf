package io.muster.cm.client;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
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
        return guarded(() -> {
            if (text.contains("-----BEGIN")) {
                PemObject pem = new PemReader(new StringReader(text)).readPemObject();
                if (pem == null || !pem.getType().endsWith("CERTIFICATE")) {
                    throw refused();
                }
                return name(pem.getContent());
            }
            return name(Base64.getMimeDecoder().decode(text.getBytes(StandardCharsets.US_ASCII)));
        });
    }

    /**
     * Reads a certificate in DER.
     *
     * @throws io.muster.contract.error.Refused 400
     */
    public static CertificateName read(byte[] der) {
        return guarded(() -> name(der));
    }

    private static CertificateName name(byte[] der) {
        Certificate certificate = Certificate.getInstance(der);
        if (certificate == null) {
            throw refused();
        }
        BigInteger serialNumber = certificate.getSerialNumber().getValue();
        if (serialNumber.signum() < 0) {
            throw refused();
        }
        return new CertificateName(Issuer.of(certificate.getIssuer()), CertificateName.serial(serialNumber.toString()));
    }

    private interface Reading {
        CertificateName read() throws IOException;
    }

    /** The parser tells by exceptions of many kinds that something is no certificate. */
    private static CertificateName guarded(Reading reading) {
        try {
            return reading.read();
        } catch (Refused fault) {
            throw fault;
        } catch (IOException | RuntimeException notACertificate) {
            throw refused();
        }
    }

    private static RuntimeException refused() {
        return Refusal.malformed("The certificate is no X.509 certificate in PEM or DER form")
                .refused();
    }
}
