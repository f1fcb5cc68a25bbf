package io.muster.cm.client;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Issuer of a certificate in the form in which issuers are compared: only the attributes CN, O, OU, L, ST and C, names
 * in upper case, always in that order. Values are compared as they are; several of one attribute are sorted.
 *
 * @param text RFC 2253 form
 */
public record Issuer(String text) {

    /** In bytes of UTF-8: an index entry takes no more than about 2,700. */
    private static final int MAX_LENGTH = 2_000;

    private static final List<ASN1ObjectIdentifier> COMPARED =
            List.of(BCStyle.CN, BCStyle.O, BCStyle.OU, BCStyle.L, BCStyle.ST, BCStyle.C);

    private static final Map<ASN1ObjectIdentifier, String> NAMES = Map.of(
            BCStyle.CN, "CN", BCStyle.O, "O", BCStyle.OU, "OU", BCStyle.L, "L", BCStyle.ST, "ST", BCStyle.C, "C");

    /**
     * Reads a distinguished name in RFC 2253 form.
     *
     * @throws io.muster.contract.error.Refused 400 when it is none, or has none of the attributes
     */
    public static Issuer parse(String name) {
        if (name.length() > MAX_LENGTH) {
            throw tooLong(name.length());
        }
        try {
            return of(new X500Name(name));
        } catch (Refused fault) {
            throw fault;
        } catch (RuntimeException notAName) {
            // The parser tells by exceptions of many kinds that it stumbled.
            throw refused("is not a distinguished name in RFC 2253 form such as \"CN=Factory CA,O=Acme,C=UA\"");
        }
    }

    /** Normalizes a distinguished name. */
    static Issuer of(X500Name name) {
        List<AttributeTypeAndValue> attributes = Stream.of(name.getRDNs())
                .flatMap(Issuer::parts)
                .filter(attribute -> NAMES.containsKey(attribute.getType()))
                .toList();
        if (attributes.isEmpty()) {
            throw refused("has none of the attributes CN, O, OU, L, ST, C");
        }
        String text = COMPARED.stream()
                .flatMap(type -> attributes.stream()
                        .filter(attribute -> attribute.getType().equals(type))
                        .map(Issuer::value)
                        .sorted()
                        .map(value -> NAMES.get(type) + "=" + escaped(value)))
                .collect(Collectors.joining(","));
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refused("holds U+0000 or half of a surrogate pair, which cannot be stored");
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_LENGTH) {
            throw tooLong(length);
        }
        return new Issuer(text);
    }

    private static Stream<AttributeTypeAndValue> parts(RDN rdn) {
        return Stream.of(rdn.getTypesAndValues());
    }

    private static String value(AttributeTypeAndValue attribute) {
        return attribute.getValue() instanceof ASN1String text
                ? text.getString()
                : IETFUtils.valueToString(attribute.getValue());
    }

    /** Escapes a value for RFC 2253. */
    static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean edge = c == ' ' && (i == 0 || i == value.length() - 1) || c == '#' && i == 0;
            if (edge || ",+\"\\<>;=".indexOf(c) >= 0) {
                text.append('\\');
            }
            text.append(c);
        }
        return text.toString();
    }

    /** An issuer given attribute by attribute: short name to value. */
    public static Issuer of(Map<String, String> attributes) {
        return parse(attributes.entrySet().stream()
                .map(attribute -> attribute.getKey() + "=" + escaped(attribute.getValue()))
                .collect(Collectors.joining(",")));
    }

    private static RuntimeException tooLong(int length) {
        return refused("has %d bytes; %d are allowed".formatted(length, MAX_LENGTH));
    }

    private static RuntimeException refused(String fault) {
        return Refusal.malformed("The issuer " + fault).refused();
    }
}
