/** The query language of filters and searches: expression tree, parser, canonical form. */
@NullMarked
package io.muster.epr.filter.query;

import org.jspecify.annotations.NullMarked;
