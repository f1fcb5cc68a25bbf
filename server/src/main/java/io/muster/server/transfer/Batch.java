package io.muster.server.transfer;

import io.muster.epr.transfer.PrefixHash;
import java.util.List;

/**
 * Lines that are registered in one transaction.
 *
 * @param end first byte behind them
 * @param linesBefore lines before that byte
 * @param hash of everything before that byte
 * @param last whether the file ends there
 */
record Batch(List<Line> lines, long end, long linesBefore, PrefixHash hash, boolean last) {}
