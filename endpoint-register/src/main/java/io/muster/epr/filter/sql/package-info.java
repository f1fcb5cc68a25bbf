/** Translates a query to a PostgreSQL condition. */
@NullMarked
package io.muster.epr.filter.sql;

import org.jspecify.annotations.NullMarked;
