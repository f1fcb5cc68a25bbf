package io.muster.cm.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=Factory CA,O=Acme,C=UA",
                "c=UA, o=Acme, cn=Factory CA",
                "O=Acme,EMAILADDRESS=a@b.c,CN=Factory CA,C=UA",
                "O=Acme+CN=Factory CA,C=UA",
                "2.5.4.6=UA,2.5.4.3=Factory CA,2.5.4.10=Acme",
            })
    void writtenInAnyWay(String name) {
        assertThat(Issuer.parse(name).text()).isEqualTo("CN=Factory CA,O=Acme,C=UA");
    }

    @Test
    void valuesAreToldApart() {
        assertThat(Issuer.parse("CN=factory ca,O=Acme,C=UA")).isNotEqualTo(Issuer.parse("CN=Factory CA,O=Acme,C=UA"));
        assertThat(Issuer.parse("OU=a,OU=b")).isEqualTo(Issuer.parse("OU=b,OU=a"));
        assertThat(Issuer.parse("OU=a")).isNotEqualTo(Issuer.parse("OU=a,OU=a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "EMAILADDRESS=a@b.c", "=", "CN", ",", "CN=a,,O=b", "\\", "CN=a\0b", "CN=\ud800"})
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> Issuer.parse(name)).isInstanceOf(Refused.class).hasMessageContaining("issuer");
    }

    @Property
    void orderAndCaseNeverMatter(
            @ForAll @NotBlank @StringLength(max = 20) String cn,
            @ForAll @NotBlank @StringLength(max = 20) String o,
            @ForAll long seed) {
        Assume.that(storable(cn) && storable(o));
        Issuer issuer = Issuer.of(Map.of("CN", cn, "O", o, "C", "UA"));
        List<String> parts = new ArrayList<>(List.of("cn=" + Issuer.escaped(cn), "O=" + Issuer.escaped(o), "c=UA"));
        Collections.shuffle(parts, new Random(seed));
        assertThat(Issuer.parse(String.join(",", parts))).isEqualTo(issuer);
        assertThat(Issuer.parse(issuer.text())).isEqualTo(issuer);
        assertThat(issuer.text().toLowerCase(Locale.ROOT)).startsWith("cn=");
    }

    private static boolean storable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
