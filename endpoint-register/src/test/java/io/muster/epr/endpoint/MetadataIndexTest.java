package io.muster.epr.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.epr.EprStack;
import org.junit.jupiter.api.Test;

/** Who works new entries into the index of metadata. */
class MetadataIndexTest {

    @Test
    void worksNewEntriesInWhenThereAreMany() throws Exception {
        try (EprStack epr = new EprStack()) {
            MetadataIndex index = new MetadataIndex(epr.database, Runnable::run);

            epr.registered("one", "{\"city\":\"Porto\"}");
            index.written(MetadataIndex.ENTRIES - 1);
            assertThat(pagesLeft(epr)).isPositive();

            epr.registered("two", "{\"city\":\"Porto\"}");
            index.written(1);
            assertThat(pagesLeft(epr)).isZero();
        }
    }

    /** Pages of entries that were not worked in yet; there are none after the question. */
    private static long pagesLeft(EprStack epr) {
        return epr.database
                .query("SELECT gin_clean_pending_list('endpoint_metadata')")
                .iterator()
                .next()
                .getLong(0);
    }
}
