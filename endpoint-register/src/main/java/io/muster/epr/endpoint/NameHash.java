package io.muster.epr.endpoint;

/**
 * Conditions on the names of applications and versions that the index {@code endpoint_of_names} can answer. It holds
 * hashes instead of the names, of which a fleet has few, and long ones. Two names may have the same hash: the hash is
 * asked for because of the index, the name because it is what is meant.
 */
public final class NameHash {

    private NameHash() {}

    /**
     * Rows that have this name.
     *
     * @param column {@code application} or {@code app_version}, with a qualifier where the statement needs one
     * @param name how the statement refers to the name, as {@code $1}
     */
    public static String equal(String column, String name) {
        return of(column) + " = " + of(name) + " AND " + column + " = " + name;
    }

    static String of(String text) {
        return "hashtext(" + text + ")";
    }

    /**
     * An array of all hashes in a column of {@code endpoint}. Each is looked for behind the one before, so it takes as
     * many looks at the index as there are names, however many endpoints have them.
     *
     * @param column without a qualifier
     * @param within condition on what stands before the column in the index
     * @param wanted condition on {@code hash}
     */
    static String present(String column, String within, String wanted) {
        String least = "SELECT min(" + of(column) + ") FROM endpoint WHERE " + within;
        return "ARRAY(WITH RECURSIVE present (hash) AS (" + least + " UNION ALL SELECT (" + least + " AND " + of(column)
                + " > present.hash) FROM present WHERE present.hash IS NOT NULL)"
                + " SELECT hash FROM present WHERE hash IS NOT NULL AND " + wanted + ")";
    }
}
