/** EPMX, Endpoint Metadata Extension: devices read and change their metadata. */
@NullMarked
package io.muster.epmx;

import org.jspecify.annotations.NullMarked;
