package io.muster.cm.client;

import io.muster.cm.credential.CacheSettings;
import io.muster.cm.credential.CredentialTable;
import io.muster.cm.credential.CredentialTable.Listing;
import io.muster.cm.credential.Shape;
import io.muster.cm.credential.Status;
import io.muster.cm.credential.Transitions;
import io.muster.cm.credential.Validator;
import io.muster.cm.credential.Validity;
import io.muster.cm.credential.Verdict;
import io.muster.contract.error.Refusal;
import io.muster.platform.feed.Partitions;
import io.muster.platform.http.Page;
import io.muster.platform.postgres.TimeOrderedId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Everything that can be done with client certificates. */
public final class Certificates {

    private static final Shape<Certificate> SHAPE = new Shape<>(
            "client certificate",
            "client_certificate",
            "credential_id",
            Certificate::read,
            "SELECT partition, 'certificate-revoked', credential_id::text,"
                    + " json_build_object('message', gen_random_uuid())::text FROM gone");

    private final ClientGround ground;
    private final CredentialTable<Certificate> table;
    private final Transitions<Certificate> transitions;
    private final Validator<CertificateName, Certificate> validator;

    public Certificates(ClientGround ground, CacheSettings cache) {
        this.ground = ground;
        table = new CredentialTable<>(ground.database(), SHAPE);
        transitions = new Transitions<>(table, ground.marks(), ground.announcements());
        validator = new Validator<>(table, ground.marks(), ground.usage(), cache, ground.clock(), ground.metrics());
    }

    /** The table, for work on all kinds of credentials. */
    public CredentialTable<Certificate> table() {
        return table;
    }

    /** Changes of state. */
    public Transitions<Certificate> transitions() {
        return transitions;
    }

    /**
     * Stores a certificate.
     *
     * @throws io.muster.contract.error.Refused 400 bad client ID; 409 issuer and serial number are stored already
     */
    public Certificate provision(CertificateName name, Optional<String> clientId, Validity validity) {
        ClientId.check(clientId);
        UUID id = TimeOrderedId.next();
        Optional<Certificate> stored = table.change(
                        """
                        INSERT INTO client_certificate
                          (credential_id, issuer, serial_number, client_id, partition, not_before, not_after)
                        VALUES ($1, $2, $3, $4, $5, $6, $7)
                        ON CONFLICT (issuer, serial_number) DO NOTHING RETURNING *""",
                        id,
                        name.issuer().text(),
                        name.serialNumber(),
                        clientId.orElse(null),
                        Partitions.of(id.toString()),
                        ClientGround.column(validity.notBefore()),
                        ClientGround.column(validity.notAfter()))
                .findFirst();
        ground.marks().mark(name);
        return stored.orElseThrow(() -> Refusal.conflict(
                        "The certificate of this issuer with serial number %s is stored".formatted(name.serialNumber())
                                + " already")
                .refused());
    }

    /** The answer to a presented certificate, if it is known without asking the database. */
    public Optional<Verdict<Certificate>> atHand(CertificateName name) {
        return validator.atHand(name);
    }

    /**
     * Whether a certificate, whose chain the caller has checked, is accepted; its first use makes it active.
     *
     * @throws io.muster.platform.postgres.DatabaseFailure when the answer is not known and cannot be found out
     */
    public Verdict<Certificate> validate(CertificateName name) {
        return validator.validate(
                name,
                () ->
                        table
                                .where(
                                        "issuer = $1 AND serial_number = $2",
                                        name.issuer().text(),
                                        name.serialNumber())
                                .stream()
                                .findFirst());
    }

    /** Certificates by creation time. */
    public Listing<Certificate> list(List<Status> statuses, boolean newestFirst, Page page) {
        return table.list("true", List.of(), statuses, newestFirst, page);
    }
}
