/**
 * Holds an API's OpenAPI file against its operations and against its real answers, in both directions. For the tests of
 * every module that offers or calls REST.
 */
@NullMarked
package io.muster.openapi;

import org.jspecify.annotations.NullMarked;
