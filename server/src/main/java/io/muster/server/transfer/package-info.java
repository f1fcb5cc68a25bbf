/** Fleets from files and into files: {@code muster import} and {@code muster export}. */
@NullMarked
package io.muster.server.transfer;

import org.jspecify.annotations.NullMarked;
