package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimFilterTest {

  private static ByteBuffer arpFrom(IpAddress sender) {
    var frame = ByteBuffer.allocate(42).position(28);
    sender.write(frame);
    return frame.clear();
  }

  private static ByteBuffer advertisementFor(IpAddress target) {
    var frame = ByteBuffer.allocate(86).put(20, (byte) 58).put(54, (byte) 136).position(62);
    target.write(frame);
    return frame.clear();
  }

  private static IpAddress address(int number) {
    return IpAddress.v4(0x0a00_0000 + number);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 250, 251, 500, 777, ClaimFilter.MOST_ADDRESSES})
  void passesOnlyClaimsOfTheGivenAddresses(int count) {
    var addresses = IntStream.range(0, count).mapToObj(ClaimFilterTest::address).toList();
    var filter = ClaimFilter.accepting(addresses, Family.IPV4);

    assertThat(addresses)
        .allSatisfy(address -> assertThat(Bpf.run(filter, arpFrom(address))).isPositive());
    assertThat(Bpf.run(filter, arpFrom(address(count)))).isZero();
    assertThat(Bpf.run(filter, arpFrom(IpAddress.ANY_V4))).isZero();
    assertThat(filter.instructions()).hasSizeLessThan(1100);
  }

  @Test
  void passesEveryClaimWhenThereAreTooManyAddresses() {
    var addresses =
        IntStream.rangeClosed(0, ClaimFilter.MOST_ADDRESSES)
            .mapToObj(ClaimFilterTest::address)
            .toList();
    var filter = ClaimFilter.accepting(addresses, Family.IPV4);

    assertThat(Bpf.run(filter, arpFrom(IpAddress.of("192.0.2.1")))).isPositive();
  }

  @Test
  void passesOnlyNeighbourAdvertisementsOfIpv6() {
    var vip = IpAddress.of("2001:db8::100");
    var filter = ClaimFilter.accepting(List.of(vip), Family.IPV6);
    var claim = advertisementFor(vip);

    assertThat(Bpf.run(filter, claim)).isPositive();
    assertThat(Bpf.run(filter, advertisementFor(IpAddress.of("2001:db8::101")))).isZero();
    assertThat(Bpf.run(filter, claim.duplicate().put(54, (byte) 135))).isZero();
    assertThat(Bpf.run(filter, claim.put(54, (byte) 136).duplicate().put(20, (byte) 6))).isZero();
    assertThat(Bpf.run(filter, claim.duplicate().limit(60))).isZero();
  }

  @Test
  void passesNothingWithoutAnAddress() {
    for (var family : Family.values()) {
      var filter = ClaimFilter.accepting(List.of(), family);
      assertThat(Bpf.run(filter, arpFrom(address(1)))).isZero();
    }
  }
}
