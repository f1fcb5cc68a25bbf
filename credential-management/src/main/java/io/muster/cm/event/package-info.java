/**
 * Revocation events going out, and the events that CM listens to.
 */
@NullMarked
package io.muster.cm.event;

import org.jspecify.annotations.NullMarked;
