/**
 * Configuration: where values come from, how they are checked, and what the whole program shares.
 *
 * <p>A component declares its keys as {@link io.muster.platform.config.Key} constants inside its own settings record
 * and reads them through a {@link io.muster.platform.config.Reader}:
 *
 * <pre>{@code
 * public record TokenSettings(int length) {
 *     private static final Key<Integer> LENGTH = Key.integer("kaa.cm.ep-token.length", 4, 128)
 *             .byDefault(10)
 *             .about("Length of a generated endpoint token.");
 *
 *     public static TokenSettings read(Reader reader) {
 *         return new TokenSettings(reader.get(LENGTH));
 *     }
 * }
 *
 * Reader reader = Reader.open(flags, environment);
 * TokenSettings tokens = TokenSettings.read(reader);
 * Configuration configuration = reader.finish();
 * }</pre>
 *
 * <p>A mistake never stops the reading: it is collected, the default is returned meanwhile, and {@code finish} throws
 * one {@link io.muster.platform.config.InvalidConfiguration} with all mistakes. The same key declarations feed
 * {@code muster config}, {@code --help} and the table in {@code docs/configuration.md}.
 */
@NullMarked
package io.muster.platform.config;

import org.jspecify.annotations.NullMarked;
