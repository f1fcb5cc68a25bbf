package io.muster.platform.feed;

import java.util.Optional;

/**
 * A change record that this process has stored and committed.
 *
 * @param sequence its position
 * @param partition its feed partition
 * @param content not to be changed any more; absent where it is so large that it had better be read again than kept
 */
public record Written(long sequence, int partition, Optional<Content> content) {}
