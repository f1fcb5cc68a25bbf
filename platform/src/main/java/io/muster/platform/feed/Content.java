package io.muster.platform.feed;

/**
 * What a change record says, in the words of the service that wrote it: the stored text, or what the process that stored
 * it still holds, which then need not read its own words. See {@link JustWritten}.
 */
public interface Content {

    /** JSON with what is needed to publish the change, as it is stored. */
    String text();

    /** The text as it was read. */
    record Stored(String text) implements Content {}
}
