/**
 * What tokens, passwords and certificates have in common: one state machine, validity, validation with a cache,
 * change of state, lazy bookkeeping of use.
 */
@NullMarked
package io.muster.cm.credential;

import org.jspecify.annotations.NullMarked;
