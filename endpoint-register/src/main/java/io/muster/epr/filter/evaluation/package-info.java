/** Decides in memory whether an endpoint matches a query, and says why. */
@NullMarked
package io.muster.epr.filter.evaluation;

import org.jspecify.annotations.NullMarked;
