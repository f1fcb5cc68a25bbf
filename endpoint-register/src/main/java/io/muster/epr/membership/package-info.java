/** Which endpoints belong to which stored filters: kept by the change feed, first worked out by evaluation. */
@NullMarked
package io.muster.epr.membership;

import org.jspecify.annotations.NullMarked;
