/** Shows what goes over NATS in words for people. */
@NullMarked
package io.muster.server.events;

import org.jspecify.annotations.NullMarked;
