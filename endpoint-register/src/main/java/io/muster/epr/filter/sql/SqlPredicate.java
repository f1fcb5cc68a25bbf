package io.muster.epr.filter.sql;

import java.util.List;

/**
 * A condition for a WHERE clause over the columns {@code app_version text} and {@code metadata jsonb}, never an error at
 * run time whatever the data.
 *
 * @param text SQL with numbered parameters ({@code $n}); may be NULL where it is not true, and should then stand in a
 *     positive place
 * @param binds the parameters in order: {@code String} for text, {@code String[]} for text[]
 * @param exact whether the condition selects precisely the matching endpoints; if not, it selects some more and the rows
 *     must be checked again with {@link io.muster.epr.filter.evaluation.Evaluator}
 */
public record SqlPredicate(String text, List<Object> binds, boolean exact) {
    public SqlPredicate {
        binds = List.copyOf(binds);
    }
}
