/**
 * The REST API.
 */
@NullMarked
package io.muster.cm.rest;

import org.jspecify.annotations.NullMarked;
