/** 10/EPMP, the metadata protocol of devices, carried over 4/ESP. */
@NullMarked
package io.muster.epmx.epmp;

import org.jspecify.annotations.NullMarked;
