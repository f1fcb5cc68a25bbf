/** Where metadata is kept: EPR, as EPMX sees it. */
@NullMarked
package io.muster.epmx.repository;

import org.jspecify.annotations.NullMarked;
