package org.holdfast.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPrefixContainsTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1/24, 192.0.2.255, true",
    "192.0.2.1/24, 192.0.3.1, false",
    "192.0.2.1/32, 192.0.2.1, true",
    "192.0.2.1/32, 192.0.2.2, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/64, 2001:db8::ffff:1, true",
    "2001:db8::/64, 2001:db8:0:1::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::1/128, 2001:db8::1, true",
    "2001:db8::1/128, 2001:db8::2, false",
    "2001:db8::/96, 2001:db8::ffff:ffff, true",
    "::/0, ffff::1, true",
  })
  void comparesTheLeadingBits(String prefix, String address, boolean within) {
    assertThat(IpPrefix.of(prefix).contains(IpAddress.of(address))).isEqualTo(within);
  }
}
