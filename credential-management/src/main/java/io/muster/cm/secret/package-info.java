/**
 * Keyed hashes, their key, and password hashes.
 */
@NullMarked
package io.muster.cm.secret;

import org.jspecify.annotations.NullMarked;
