package io.muster.platform.config;

/** One effective value as it may be shown: secrets are already hidden. */
public record Setting(String key, String value, Origin origin) {}
