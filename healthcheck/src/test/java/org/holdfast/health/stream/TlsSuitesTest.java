package org.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;

class TlsSuitesTest {

  private static final String RSA = "TLS_RSA_WITH_AES_128_CBC_SHA";
  private static final String DHE = "TLS_DHE_RSA_WITH_AES_128_CBC_SHA";

  @Test
  void onlyLegacyChecksOfferRsaKeyExchange() throws NoSuchAlgorithmException {
    TlsSuites.allowRsaKeyExchange();
    assertThat(TlsSuites.standard()).contains(DHE).doesNotContain(RSA);
    assertThat(TlsSuites.offered(false)).contains(DHE).noneMatch(name -> name.contains("TLS_RSA_"));
    assertThat(TlsSuites.offered(true))
        .contains(DHE, RSA)
        .noneMatch(name -> name.matches(".*(_anon_|_NULL_|_DSS_|_3DES_|_RC4_).*"));
  }
}
