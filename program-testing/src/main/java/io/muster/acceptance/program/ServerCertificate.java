package io.muster.acceptance.program;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for 127.0.0.1 that signs itself, made by the keytool of the JDK.
 *
 * @param certificate PEM file
 * @param key PEM file with the private key
 */
public record ServerCertificate(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    /** Makes one in that folder. */
    public static ServerCertificate in(Path folder) {
        Path store = folder.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        if (!Installation.works(command.toArray(String[]::new))) {
            throw new AssertionError(keytool + " makes no certificate");
        }
        try (InputStream in = new FileInputStream(store.toFile())) {
            KeyStore pair = KeyStore.getInstance("PKCS12");
            pair.load(in, PASSWORD.toCharArray());
            return new ServerCertificate(
                    pem(
                            folder.resolve("server.crt"),
                            "CERTIFICATE",
                            pair.getCertificate("server").getEncoded()),
                    pem(
                            folder.resolve("server.key"),
                            "PRIVATE KEY",
                            pair.getKey("server", PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("the certificate cannot be read", e);
        }
    }

    private static Path pem(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
