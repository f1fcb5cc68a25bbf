/** What an operator does with an installation besides running it: look after it, back it up, restore it. */
@NullMarked
package io.muster.server.upkeep;

import org.jspecify.annotations.NullMarked;
