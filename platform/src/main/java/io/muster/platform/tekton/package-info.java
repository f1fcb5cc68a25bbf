/**
 * Applications that come from Tekton: read over its REST API at the start, and again whenever 17/SCMP tells of a
 * change.
 */
@NullMarked
package io.muster.platform.tekton;

import org.jspecify.annotations.NullMarked;
