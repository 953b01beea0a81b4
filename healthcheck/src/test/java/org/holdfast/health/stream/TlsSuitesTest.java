package org.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which suites a client offers, in a JVM of its own: Java reads once in a process what it
 * disables, and another test may have used TLS already.
 */
class TlsSuitesTest {

  private static final String RSA = "TLS_RSA_WITH_AES_128_CBC_SHA";
  private static final String DHE = "TLS_DHE_RSA_WITH_AES_128_CBC_SHA";

  /** Prints the suites of the kind that its argument names. */
  static final class Printer {
    public static void main(String[] arguments) throws NoSuchAlgorithmException {
      TlsSuites.allowRsaKeyExchange();
      List<String> suites =
          switch (arguments[0]) {
            case "standard" -> List.of(TlsSuites.standard());
            default -> TlsSuites.offered(arguments[0].equals("legacy"));
          };
      suites.forEach(System.out::println);
    }

    private Printer() {}
  }

  private static List<String> suites(String kind) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = System.getProperty("java.class.path");
    var process =
        new ProcessBuilder(java, "-cp", classes, Printer.class.getName(), kind)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "checks"})
  void otherClientsOfferNoRsaKeyExchange(String kind) throws Exception {
    assertThat(suites(kind)).contains(DHE).noneMatch(name -> name.startsWith("TLS_RSA_"));
  }

  @Test
  void legacyChecksOfferRsaKeyExchange() throws Exception {
    assertThat(suites("legacy"))
        .contains(DHE, RSA)
        .noneMatch(name -> name.matches(".*(_anon_|_NULL_|_DSS_|_3DES_|_RC4_).*"));
  }
}
