package io.muster.kpc.identity;

/**
 * Who a client has shown to be.
 *
 * @param credentialId under which the credential is revoked later
 */
public record ClientIdentity(String credentialId) {}
