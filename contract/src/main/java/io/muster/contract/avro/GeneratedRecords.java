package io.muster.contract.avro;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.util.ClassSecurityValidator;

/** What Avro has to know about the generated records, and the layouts that are older than they are. */
final class GeneratedRecords {
    static {
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .startsWith("org.kaaproject.")));
    }

    private GeneratedRecords() {}

    /**
     * Lets Avro instantiate the generated records without a system property. Schemas never come from the wire here, so
     * this opens nothing to foreign bytes.
     */
    static void trust() {
        // Loading this class has done it, once.
    }

    /** The layout of Kaa 1.1 of the given record. */
    static Schema kaa11(Schema record) {
        String file = "kaa-1.1/" + record.getName() + ".avsc";
        try (InputStream in = GeneratedRecords.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + file);
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
