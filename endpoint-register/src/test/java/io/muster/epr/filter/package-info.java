@NullMarked
package io.muster.epr.filter;

import org.jspecify.annotations.NullMarked;
