package io.muster.server.transfer;

import io.muster.epr.transfer.ImportRun;

/** Hears how an import goes. */
public interface ImportListener {

    /** A batch is stored; the file has {@code size} bytes. */
    void at(ImportRun run, long size);

    /** It waits for the replicas to publish what waits. */
    void waiting(long changes);
}
