/** What the services stand on: PostgreSQL and NATS, embedded or external. */
package io.muster.server.backing;
