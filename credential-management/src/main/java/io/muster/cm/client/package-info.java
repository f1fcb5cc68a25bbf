/**
 * Credentials of clients: user names with passwords, and certificates.
 */
@NullMarked
package io.muster.cm.client;

import org.jspecify.annotations.NullMarked;
