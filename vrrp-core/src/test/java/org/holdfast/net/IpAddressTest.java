package org.holdfast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.10, 203.0.113.10",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "2001:DB8:0:0:0:0:0:10, 2001:db8::10",
    "::, ::",
    "::1, ::1",
    "fe80::, fe80::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
  })
  void readsLiteralsAndPrintsThemInTheUsualForm(String written, String printed) {
    assertThat(IpAddress.of(written)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.1",
        "010.0.0.1",
        "256.0.0.1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.4.",
        "1..2.3",
        ".1.2.3",
        "00.0.0.0",
        "1.2.3.1000",
        "localhost",
        "0x0a.0.0.1",
        "1.2.3.4 ",
        "fe80::1%eth0",
        "[::1]",
        "::g",
        "1::2::3",
        "::ffff:1.2.3.4",
        ":"
      })
  void refusesInvalidLiterals(String written) {
    assertThat(IpAddress.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.10", "2001:db8::ff00:1"})
  void readsBackWhatItWroteInEitherByteOrder(String written) {
    var address = IpAddress.of(written);
    for (var order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      var buffer = ByteBuffer.allocate(16).order(order);
      address.write(buffer);
      assertThat(IpAddress.read(address.family(), buffer.flip())).isEqualTo(address);
    }
    assertThat(ByteBuffer.wrap(address.toBytes()).get())
        .isEqualTo((byte) (address.family() == Family.IPV4 ? 203 : 0x20));
  }

  @Test
  void ordersAddressesAsUnsignedNumbers() {
    assertThat(IpAddress.of("200.0.0.1")).isGreaterThan(IpAddress.of("100.255.0.1"));
    assertThat(IpAddress.of("fe80::2"))
        .isGreaterThan(IpAddress.of("fe80::1"))
        .isGreaterThan(IpAddress.of("2001::1"));
  }

  @Test
  void knowsMulticastAndLinkLocal() {
    assertThat(IpAddress.of("224.0.0.18").isMulticast()).isTrue();
    assertThat(IpAddress.of("ff02::12").isMulticast()).isTrue();
    assertThat(IpAddress.of("223.255.255.255").isMulticast()).isFalse();
    assertThat(IpAddress.of("fe80::1").isLinkLocal()).isTrue();
    assertThat(IpAddress.of("169.254.1.1").isLinkLocal()).isTrue();
    assertThat(IpAddress.of("fec0::1").isLinkLocal()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/24, 10.0.0.1/24",
    "10.0.0.1, 10.0.0.1/32",
    "2001:db8::1, 2001:db8::1/128",
    "::/0, ::/0"
  })
  void readsPrefixes(String written, String printed) {
    assertThat(IpPrefix.of(written)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1/33",
        "10.0.0.1/",
        "/24",
        "10.0.0.1/-1",
        "10.0.0.1/+1",
        "::/129",
        "eth0/24"
      })
  void refusesInvalidPrefixes(String written) {
    assertThat(IpPrefix.parse(written)).isEmpty();
  }

  @Test
  void differsFromAddressesOfTheOtherFamily() {
    var four = IpAddress.of("0.0.0.1");

    assertThat(four).isEqualTo(IpAddress.v4(1)).hasSameHashCodeAs(IpAddress.v4(1));
    assertThat(four).isNotEqualTo(IpAddress.of("::1")).isNotEqualTo(IpAddress.of("0.0.0.2"));
  }
}
