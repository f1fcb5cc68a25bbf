package io.muster.epr.transfer;

import java.util.HexFormat;

/** SHA-256 of the beginning of a file, in hexadecimal digits. */
public record PrefixHash(String hex) {

    /** Of the bytes of a digest. */
    public static PrefixHash of(byte[] digest) {
        return new PrefixHash(HexFormat.of().formatHex(digest));
    }
}
