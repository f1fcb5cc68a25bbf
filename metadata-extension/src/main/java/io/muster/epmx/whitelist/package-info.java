/** Which metadata keys the devices of an application version see and change. */
@NullMarked
package io.muster.epmx.whitelist;

import org.jspecify.annotations.NullMarked;
