package io.muster.platform.postgres;

import io.vertx.pgclient.PgException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL could not be reached, or refused a statement. Holds no parameter values, since they may be secret. */
public final class DatabaseFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String POOL_TIMEOUT = "Timeout";
    private static final String READ_ONLY = "25006";
    private static final String LOCK_BUSY = "55P03";

    private final @Nullable String sqlState;
    private final @Nullable String constraint;

    private DatabaseFailure(
            String message, @Nullable String sqlState, @Nullable String constraint, @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
        this.constraint = constraint;
    }

    static DatabaseFailure refused(PgException e) {
        return new DatabaseFailure(
                "PostgreSQL refused a statement: %s (SQL state %s)".formatted(e.getErrorMessage(), e.getSqlState()),
                e.getSqlState(),
                e.getConstraint(),
                null);
    }

    static DatabaseFailure unreachable(Throwable cause) {
        Throwable root = rootOf(cause);
        String why = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new DatabaseFailure("PostgreSQL is not reachable: " + why, null, null, cause);
    }

    private static Throwable rootOf(Throwable cause) {
        Throwable root = cause;
        while (root instanceof CompletionException && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * Whether the database could not be reached, is starting, stopping or short of resources: the same statement may
     * succeed later. The statement whose connection broke may or may not have been carried out.
     */
    public boolean unavailable() {
        return sqlState == null
                || sqlState.startsWith("08")
                || sqlState.startsWith("53")
                || sqlState.startsWith("57")
                || readOnly();
    }

    /** Whether a lock could not be had within the time allowed. */
    boolean lockBusy() {
        return LOCK_BUSY.equals(sqlState);
    }

    /** Whether the server takes no writes: it is a standby now, or was set so. */
    boolean readOnly() {
        return READ_ONLY.equals(sqlState);
    }

    /** Whether the database gave no answer in time, neither to a statement nor to the pool that wants a connection. */
    public boolean slow() {
        Throwable root = getCause() == null ? this : rootOf(getCause());
        return root instanceof TimeoutException || POOL_TIMEOUT.equals(root.getMessage());
    }

    /** Whether a concurrent transaction got in the way (deadlock, serialization); an immediate retry may succeed. */
    public boolean retryable() {
        return sqlState != null && sqlState.startsWith("40");
    }

    /** Whether a unique constraint of this name was violated. */
    public boolean violates(String uniqueConstraint) {
        return UNIQUE_VIOLATION.equals(sqlState) && uniqueConstraint.equals(constraint);
    }
}
