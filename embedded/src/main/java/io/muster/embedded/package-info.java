/** PostgreSQL and nats-server as supervised child processes over one locked data directory. */
@NullMarked
package io.muster.embedded;

import org.jspecify.annotations.NullMarked;
