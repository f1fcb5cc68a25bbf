/** A fleet of devices that speak to a running platform as real ones do. */
@NullMarked
package io.muster.server.simulation;

import org.jspecify.annotations.NullMarked;
