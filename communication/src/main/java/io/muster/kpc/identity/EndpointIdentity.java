package io.muster.kpc.identity;

/**
 * Whom a token stands for.
 *
 * @param tokenId under which the token is revoked later
 */
public record EndpointIdentity(String tokenId, String endpointId) {}
