package io.muster.cm.client;

import io.muster.contract.error.Refusal;
import java.math.BigInteger;

/**
 * What a certificate is found by.
 *
 * @param serialNumber decimal digits without leading zeros
 */
public record CertificateName(Issuer issuer, String serialNumber) {

    private static final int MAX_DIGITS = 100;

    /**
     * Reads both parts.
     *
     * @param issuer distinguished name in RFC 2253 form
     * @param serialNumber decimal digits; no other base is accepted
     * @throws io.muster.contract.error.Refused 400
     */
    public static CertificateName parse(String issuer, String serialNumber) {
        return new CertificateName(Issuer.parse(issuer), serial(serialNumber));
    }

    /** Checks a serial number and takes off leading zeros. */
    public static String serial(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.malformed(
                            "The serial number must be 1 to %d decimal digits, in base 10".formatted(MAX_DIGITS))
                    .refused();
        }
        return new BigInteger(digits).toString();
    }
}
