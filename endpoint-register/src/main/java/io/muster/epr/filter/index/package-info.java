/** Finds the few filters whose result a change of an endpoint can alter. */
@NullMarked
package io.muster.epr.filter.index;

import org.jspecify.annotations.NullMarked;
