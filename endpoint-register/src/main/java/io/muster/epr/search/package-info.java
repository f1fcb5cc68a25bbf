/** Endpoints found by ad hoc queries and by stored filters. */
@NullMarked
package io.muster.epr.search;

import org.jspecify.annotations.NullMarked;
