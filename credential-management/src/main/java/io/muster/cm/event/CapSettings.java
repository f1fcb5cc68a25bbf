package io.muster.cm.event;

/**
 * 22/CAP, the client half of authentication from Kaa 1.2 on.
 *
 * @param instance instance name under which it is served
 * @param tenantId the only tenant there is
 */
public record CapSettings(String instance, String tenantId) {}
