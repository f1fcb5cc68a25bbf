package io.muster.cm.token;

import io.muster.cm.secret.Digest;

/** What a token is found by. */
public record TokenKey(String application, Digest hash) {}
