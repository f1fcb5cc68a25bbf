package io.muster.epr.filter.query;

/** The comparison operators of the query language. */
public enum Comparison {
    EQ("$eq", "=="),
    NE("$ne", "!="),
    GT("$gt", ">"),
    GTE("$gte", ">="),
    LT("$lt", "<"),
    LTE("$lte", "<=");

    private final String operator;
    private final String symbol;

    Comparison(String operator, String symbol) {
        this.operator = operator;
        this.symbol = symbol;
    }

    /** The name in the query language, such as {@code $gte}. */
    public String operator() {
        return operator;
    }

    /** The sign usual in programming languages and in SQL/JSON path, such as {@code >=}. */
    public String symbol() {
        return symbol;
    }

    /** Whether a three-way comparison with this result satisfies the operator. */
    public boolean accepts(int order) {
        return switch (this) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case GT -> order > 0;
            case GTE -> order >= 0;
            case LT -> order < 0;
            case LTE -> order <= 0;
        };
    }
}
