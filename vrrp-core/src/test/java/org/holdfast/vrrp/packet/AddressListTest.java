package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.stream.Stream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

class AddressListTest {

  private static AddressList of(String... addresses) {
    return AddressList.of(Family.IPV4, Stream.of(addresses).map(IpAddress::of).toList());
  }

  @Test
  void holdsAddressesInTheirOrder() {
    var list = of("10.0.0.2", "10.0.0.1");
    assertThat(list.toList()).containsExactly(IpAddress.of("10.0.0.2"), IpAddress.of("10.0.0.1"));
    assertThat(list).hasToString("[10.0.0.2, 10.0.0.1]");
    assertThat(list.size()).isEqualTo(2);
    assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void isEqualOnlyInTheSameOrder() {
    assertThat(of("10.0.0.1", "10.0.0.2"))
        .isEqualTo(of("10.0.0.1", "10.0.0.2"))
        .hasSameHashCodeAs(of("10.0.0.1", "10.0.0.2"))
        .isNotEqualTo(of("10.0.0.2", "10.0.0.1"))
        .isNotEqualTo(of("10.0.0.1"));
    assertThat(of()).isNotEqualTo(AddressList.of(Family.IPV6));
  }

  @Test
  void hasTheSameAddressesInAnyOrder() {
    var list = of("10.0.0.1", "10.0.0.2");
    assertThat(list.sameAddresses(of("10.0.0.1", "10.0.0.2"))).isTrue();
    assertThat(list.sameAddresses(of("10.0.0.2", "10.0.0.1"))).isTrue();
    assertThat(list.sameAddresses(of("10.0.0.2", "10.0.0.3"))).isFalse();
    assertThat(list.sameAddresses(of("10.0.0.2"))).isFalse();
    assertThat(list.sameAddresses(of("10.0.0.1", "10.0.0.1"))).isFalse();
    assertThat(of("10.0.0.1", "10.0.0.1").sameAddresses(list)).isFalse();
    assertThat(of().sameAddresses(AddressList.of(Family.IPV6))).isFalse();
  }

  @Test
  void refusesAddressesOfTheOtherFamilyAndMoreThanTheCountCanSay() {
    var address = IpAddress.of("10.0.0.1");
    assertThatThrownBy(() -> AddressList.of(Family.IPV6, address))
        .hasMessage("address: 10.0.0.1 (expected: IPV6)");
    assertThat(AddressList.of(Family.IPV4, Collections.nCopies(255, address)).size())
        .isEqualTo(255);
    assertThatThrownBy(() -> AddressList.of(Family.IPV4, Collections.nCopies(256, address)))
        .hasMessage("addresses: 256 (expected: 0..255)");
  }
}
