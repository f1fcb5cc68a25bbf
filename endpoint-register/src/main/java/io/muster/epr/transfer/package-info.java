/** Fleets that come from files and go to files: how far an import is, and the endpoints of an export. */
@NullMarked
package io.muster.epr.transfer;

import org.jspecify.annotations.NullMarked;
