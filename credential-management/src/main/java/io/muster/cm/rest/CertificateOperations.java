package io.muster.cm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.client.Certificate;
import io.muster.cm.client.CertificateFile;
import io.muster.cm.client.CertificateName;
import io.muster.cm.client.Certificates;
import io.muster.cm.client.Issuer;
import io.muster.contract.error.Refusal;
import io.muster.platform.http.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /clients/certificates}. */
public final class CertificateOperations {

    /** Members of an issuer given as an object, and the attributes they stand for. */
    private static final Map<String, String> ISSUER_MEMBERS = Map.of(
            "commonName", "CN",
            "organization", "O",
            "organizationalUnit", "OU",
            "locality", "L",
            "stateOrProvince", "ST",
            "country", "C");

    private final Certificates certificates;
    private final ClientOperations<Certificate> common;

    public CertificateOperations(Certificates certificates) {
        this.certificates = certificates;
        common = new ClientOperations<>(
                "certificates",
                "ClientCertificate",
                "client certificate",
                "kaa:client-certificates",
                certificates.transitions(),
                Bulk.MANY,
                this::provision,
                wanted -> certificates.list(wanted.statuses(), wanted.newestFirst(), wanted.page()),
                CertificateOperations::show);
    }

    /** All of them. */
    public List<Operation> operations() {
        return common.operations();
    }

    private Certificate provision(ObjectNode object) {
        Body body = Body.of(object, "issuer", "serialNumber", "certificate", "clientId", "notBefore", "notAfter");
        return certificates.provision(name(body), body.text("clientId"), body.validity());
    }

    private static CertificateName name(Body body) {
        Optional<String> file = body.text("certificate");
        Optional<JsonNode> issuer = body.any("issuer");
        if (file.isPresent() == issuer.isPresent()
                || file.isPresent() && body.any("serialNumber").isPresent()) {
            throw Refusal.malformed("Give either \"issuer\" and \"serialNumber\", or \"certificate\"")
                    .refused();
        }
        return file.map(CertificateFile::readText)
                .orElseGet(() -> new CertificateName(
                        issuer(body, issuer), CertificateName.serial(body.requiredText("serialNumber"))));
    }

    private static Issuer issuer(Body body, Optional<JsonNode> given) {
        if (given.isPresent() && given.get() instanceof ObjectNode object) {
            Body members =
                    Body.of(object, ISSUER_MEMBERS.keySet().stream().sorted().toArray(String[]::new));
            Map<String, String> attributes = new LinkedHashMap<>();
            ISSUER_MEMBERS.forEach(
                    (member, attribute) -> members.text(member).ifPresent(value -> attributes.put(attribute, value)));
            return Issuer.of(attributes);
        }
        return Issuer.parse(body.requiredText("issuer"));
    }

    private static ObjectNode show(Certificate certificate) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("credentialId", certificate.id().toString());
        shown.put("issuer", certificate.name().issuer().text());
        shown.put("serialNumber", certificate.name().serialNumber());
        certificate.clientId().ifPresent(client -> shown.put("clientId", client));
        shown.put("status", certificate.state().status().word());
        Shown.times(shown, certificate.state());
        return shown;
    }
}
