package org.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests keys in the forms that OpenSSL writes; {@code keys/make} made the files. */
class PrivateKeyFileTest {

  private static final String PASSWORD = "sesame";

  @TempDir private Path directory;

  private static Path file(String name) {
    URL url = Objects.requireNonNull(PrivateKeyFileTest.class.getResource("keys/" + name));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] read(String name, @Nullable String password)
      throws IOException, GeneralSecurityException {
    return PrivateKeyFile.read(file(name), password).getEncoded();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa-pbes2",
        "rsa-pbes2-aes128",
        "rsa-pbe-3des",
        "rsa-traditional-aes128",
        "rsa-traditional-aes192",
        "rsa-traditional-aes256",
        "rsa-traditional-des3"
      })
  void readsAnEncryptedRsaKey(String name) throws IOException, GeneralSecurityException {
    assertThat(read(name + ".pem", PASSWORD)).isEqualTo(read("rsa-pkcs8.pem", null));
    assertThatThrownBy(() -> read(name + ".pem", null))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessage(file(name + ".pem") + " is encrypted; write its password under key-password");
    assertThatThrownBy(() -> read(name + ".pem", "open"))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageStartingWith(file(name + ".pem") + " ");
  }

  @Test
  void reportsAWrongPassword() {
    assertThatThrownBy(() -> read("rsa-traditional-aes256.pem", "open"))
        .hasMessage(
            file("rsa-traditional-aes256.pem") + " cannot be decrypted; the password is wrong");
  }

  @Test
  void readsKeysThatAreNotEncrypted() throws IOException, GeneralSecurityException {
    assertThat(read("rsa-traditional.pem", null)).isEqualTo(read("rsa-pkcs8.pem", PASSWORD));
    assertThat(PrivateKeyFile.read(file("ed25519.pem"), null).getAlgorithm()).isEqualTo("EdDSA");
  }

  @Test
  void readsEcKeysWithTheNameOfTheirCurve() throws IOException, GeneralSecurityException {
    var expected = ec("ec-pkcs8.pem", null);
    for (var key :
        List.of(ec("ec-traditional.pem", null), ec("ec-traditional-aes256.pem", PASSWORD))) {
      assertThat(key.getS()).isEqualTo(expected.getS());
      assertThat(key.getParams().getOrder()).isEqualTo(expected.getParams().getOrder());
    }
  }

  private static ECPrivateKey ec(String name, @Nullable String password)
      throws IOException, GeneralSecurityException {
    return (ECPrivateKey) PrivateKeyFile.read(file(name), password);
  }

  @Test
  void refusesWhatItCannotDecrypt() {
    assertThatThrownBy(() -> read("rsa-camellia.pem", PASSWORD))
        .hasMessage(
            file("rsa-camellia.pem") + " is encrypted by CAMELLIA-128-CBC, which is not supported");
    for (var name : List.of("rsa-scrypt.pem", "rsa-pbes2-des3.pem")) {
      assertThatThrownBy(() -> read(name, PASSWORD))
          .hasMessage(
              file(name)
                  + " is not encrypted in a form that Java can read (expected: PBES2 with AES)");
    }
  }

  @Test
  void refusesFilesWithoutAKey() throws IOException {
    var file = directory.resolve("key.pem");
    for (var text :
        new String[] {
          "",
          "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
          "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n",
          "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n",
          "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n",
          "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----\n",
          "-----BEGIN EC PRIVATE KEY-----\nMA==\n-----END EC PRIVATE KEY-----\n",
          "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\nMAA=\n",
          "x".repeat(70_000),
          "-----BEGIN PRIVATE KEY-----" + "-".repeat(60_000),
        }) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> PrivateKeyFile.read(file, PASSWORD))
          .isInstanceOf(InvalidKeyException.class)
          .hasMessageStartingWith(file + " ");
    }
  }
}
