/**
 * Endpoint tokens: provisioning, rotation, lookup by keyed hash.
 */
@NullMarked
package io.muster.cm.token;

import org.jspecify.annotations.NullMarked;
