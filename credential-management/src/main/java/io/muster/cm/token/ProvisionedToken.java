package io.muster.cm.token;

/**
 * A token that was just stored, with its value: the only moment at which it is known.
 *
 * @param value what the device presents
 */
public record ProvisionedToken(Token token, String value) {

    /** Never the value: it is a secret. */
    @Override
    public String toString() {
        return "ProvisionedToken[" + token + "]";
    }
}
