package io.muster.platform.postgres;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement with its parameters.
 *
 * @param parameters values of {@code $1} and those that follow
 */
public record Statement(String sql, List<@Nullable Object> parameters) {

    /** A statement with these parameters. */
    public static Statement of(String sql, @Nullable Object... parameters) {
        return new Statement(sql, Arrays.asList(parameters));
    }
}
