/**
 * Answers to 16/ECAP and 22/CAP.
 */
@NullMarked
package io.muster.cm.ecap;

import org.jspecify.annotations.NullMarked;
