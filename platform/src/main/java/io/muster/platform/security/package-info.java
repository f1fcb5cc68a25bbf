/**
 * Who may call REST: OAuth 2.0 bearer tokens of an OpenID Connect issuer, checked here against its keys, and API keys
 * for installations without one.
 */
@NullMarked
package io.muster.platform.security;

import org.jspecify.annotations.NullMarked;
