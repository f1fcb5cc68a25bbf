/** Filters as they are stored: created, changed and deleted by users. */
@NullMarked
package io.muster.epr.filter.stored;

import org.jspecify.annotations.NullMarked;
