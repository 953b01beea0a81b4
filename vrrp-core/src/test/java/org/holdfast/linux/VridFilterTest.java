package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.holdfast.net.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VridFilterTest {

  private static final int VRRP = 112;
  private static final int AH = 51;

  @ParameterizedTest
  @ValueSource(strings = {"51", "1,255", "31,32,33", "1,32,64,96,128,160,192,224", ""})
  void passesOnlyTheChosenVrids(String chosen) {
    var vrids = vrids(chosen);
    var ipv4 = VridFilter.accepting(vrids, Family.IPV4, VRRP);
    var ipv4Ah = VridFilter.accepting(vrids, Family.IPV4, AH);
    var ipv6 = VridFilter.accepting(vrids, Family.IPV6, VRRP);
    for (int vrid = 0; vrid < 256; vrid++) {
      assertThat(passes(ipv4, packet(20, 0, vrid))).isEqualTo(vrids.get(vrid));
      assertThat(passes(ipv4, packet(24, 0, vrid))).as("options").isEqualTo(vrids.get(vrid));
      assertThat(passes(ipv4Ah, packet(20, 24, vrid))).isEqualTo(vrids.get(vrid));
      assertThat(passes(ipv6, packet(0, 0, vrid))).isEqualTo(vrids.get(vrid));
    }
  }

  @Test
  void passesNoOtherProtocolBehindAnAuthenticationHeader() {
    var all = new BitSet();
    all.set(1, 256);
    var filter = VridFilter.accepting(all, Family.IPV4, AH);
    for (int next = 0; next < 256; next++) {
      assertThat(passes(filter, packet(20, 24, 7).put(20, (byte) next))).isEqualTo(next == VRRP);
    }
  }

  @Test
  void passesAllVridsTogether() {
    var all = new BitSet();
    all.set(1, 256);
    var filter = VridFilter.accepting(all, Family.IPV4, VRRP);
    assertThat(IntStream.range(0, 256).filter(vrid -> passes(filter, packet(20, 0, vrid))).count())
        .isEqualTo(255);
  }

  @Test
  void leavesEveryOtherFieldToTheParser() {
    var filter = VridFilter.accepting(vrids("7"), Family.IPV6, VRRP);
    for (int versionAndType = 0; versionAndType < 256; versionAndType++) {
      assertThat(passes(filter, ByteBuffer.wrap(new byte[] {(byte) versionAndType, 7}))).isTrue();
    }
  }

  @Test
  void dropsAPacketTooShortForAVrid() {
    var filter = VridFilter.accepting(vrids("7"), Family.IPV4, VRRP);
    var packet = packet(20, 0, 7);
    for (int length = 0; length < 22; length++) {
      assertThat(passes(filter, packet.duplicate().limit(length))).isFalse();
    }
    assertThat(passes(filter, packet.duplicate().limit(22))).isTrue();
  }

  @Test
  void dropsEverythingWithoutVrids() {
    assertThat(passes(BpfProgram.DROP_ALL, packet(20, 0, 1))).isFalse();
  }

  private static boolean passes(BpfProgram filter, ByteBuffer packet) {
    return Bpf.run(filter, packet) != 0;
  }

  private static BitSet vrids(String list) {
    var vrids = new BitSet();
    for (var vrid : list.split(",", -1)) {
      if (!vrid.isEmpty()) {
        vrids.set(Integer.parseInt(vrid));
      }
    }
    return vrids;
  }

  private static ByteBuffer packet(int ipHeader, int authenticationHeader, int vrid) {
    var packet = ByteBuffer.allocate(ipHeader + authenticationHeader + 20);
    if (ipHeader > 0) {
      packet.put(0, (byte) (0x40 | (ipHeader / 4)));
    }
    if (authenticationHeader > 0) {
      packet.put(ipHeader, (byte) VRRP).put(ipHeader + 1, (byte) (authenticationHeader / 4 - 2));
    }
    int vrrp = ipHeader + authenticationHeader;
    return packet.put(vrrp, (byte) 0x21).put(vrrp + 1, (byte) vrid);
  }
}
