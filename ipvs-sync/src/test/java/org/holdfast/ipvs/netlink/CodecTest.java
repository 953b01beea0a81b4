package org.holdfast.ipvs.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.ipvs.netlink.Wire.attributes;
import static org.holdfast.ipvs.netlink.Wire.compact;
import static org.holdfast.ipvs.netlink.Wire.hex;
import static org.holdfast.ipvs.netlink.Wire.reread;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.Forwarding.TunnelChecksum;
import org.holdfast.ipvs.Samples;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceKey.Protocol;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.ServiceTerms.Flag;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.Traffic;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {

  private static final ServiceKey MARK = new ServiceKey.Mark(7, Family.IPV6);
  private static final ServiceTerms STICKY =
      new ServiceTerms("sh", Set.of(Flag.SCHEDULER_2), Duration.ofMinutes(5), 24, "sip");

  @Test
  void writesAServiceAsIpvsadmDoes() {
    assertThat(hex(to -> ServiceCodec.write(to, Samples.WEB, STICKY)))
        .isEqualTo(
            compact(
                "5000 0180" // the service
                    + "0600 0100 0200 0000" // IPv4
                    + "0600 0200 0600 0000" // TCP
                    + "0800 0300 0a000001"
                    + "0600 0400 0050 0000" // port 80, in network order
                    + "0700 0600 736800 00" // sh
                    + "0c00 0700 11000000 fdffffff" // persistent, flag 2; all but hashed
                    + "0800 0800 2c010000" // 300 s
                    + "0800 0900 ffffff00" // 255.255.255.0
                    + "0800 0b00 73697000")); // sip
  }

  @Test
  void writesAFirewallMarkInsteadOfAnAddress() {
    assertThat(hex(to -> ServiceCodec.write(to, MARK)))
        .isEqualTo(compact("1400 0180 0600 0100 0a00 0000 0800 0500 07000000"));
  }

  @Test
  void readsAnAddressPaddedByTheKernel() {
    var service =
        "3000 0180 0600 0100 0200 0000 0600 0200 1100 0000"
            + "1400 0300 0a000001 000000000000000000000000 0600 0400 0035 0000";
    assertThat(ServiceCodec.decode(attributes(service)).orElseThrow().key())
        .isEqualTo(new ServiceKey.Address(Protocol.UDP, IpAddress.of("10.0.0.1"), 53));
  }

  static Stream<ServiceStatus> services() {
    return Stream.of(
        status(Samples.WEB, STICKY),
        status(Samples.WEB, Samples.WLC),
        status(Samples.NAMES, terms(128, Flag.ONE_PACKET, Flag.SCHEDULER_1, Flag.SCHEDULER_3)),
        status(Samples.NAMES, terms(64)),
        status(MARK, terms(128)),
        status(new ServiceKey.Mark(0xffff_ffff, Family.IPV4), terms(32)),
        status(new ServiceKey.Address(Protocol.SCTP, IpAddress.of("10.0.0.1"), 65535), terms(1)));
  }

  private static ServiceTerms terms(int prefix, Flag... flags) {
    return new ServiceTerms("wlc", Set.of(flags), Duration.ZERO, prefix, null);
  }

  private static ServiceStatus status(ServiceKey key, ServiceTerms terms) {
    return new ServiceStatus(key, terms, Traffic.NONE);
  }

  @ParameterizedTest
  @MethodSource("services")
  void readsTheServiceThatItWrote(ServiceStatus service) {
    assertThat(
            ServiceCodec.decode(
                reread(to -> ServiceCodec.write(to, service.key(), service.terms()))))
        .hasValue(service);
  }

  @Test
  void neverSetsTheHashedFlag() {
    var hashed = terms(32, Flag.HASHED);
    assertThat(hashed.flags()).isEmpty();
    assertThat(hex(to -> ServiceCodec.write(to, Samples.WEB, hashed)))
        .contains(compact("0c00 0700 00000000 fdffffff"));
  }

  static Stream<Destination> destinations() {
    var v6 = IpAddress.of("2001:db8::80");
    return Stream.of(
            Forwarding.NAT,
            Forwarding.DIRECT_ROUTE,
            Forwarding.IPIP,
            new Forwarding.Gue(6080, TunnelChecksum.NONE),
            new Forwarding.Gue(6080, TunnelChecksum.CHECKSUM),
            new Forwarding.Gue(6080, TunnelChecksum.REMOTE),
            new Forwarding.Gre(TunnelChecksum.NONE),
            new Forwarding.Gre(TunnelChecksum.CHECKSUM))
        .flatMap(way ->
            Stream.of(
                new Destination(IpAddress.of("10.1.0.1"), 80, way, 1, 0, 0),
                new Destination(v6, 65535, way, Integer.MAX_VALUE, 1000, 750)));
  }

  @ParameterizedTest
  @MethodSource("destinations")
  void readsTheServerThatItWrote(Destination destination) {
    assertThat(
            DestinationCodec.decode(
                reread(to -> DestinationCodec.write(to, destination)), Family.IPV4))
        .hasValue(new DestinationStatus(destination, 0, 0, 0, Traffic.NONE));
  }

  @Test
  void writesATunnelledServer() {
    var gue =
        new Destination(
            IpAddress.of("10.1.0.1"), 80, new Forwarding.Gue(6080, TunnelChecksum.REMOTE), 3, 9, 5);
    assertThat(hex(to -> DestinationCodec.write(to, gue)))
        .isEqualTo(
            compact(
                "5400 0280" // the server
                    + "0600 0b00 0200 0000" // IPv4
                    + "0800 0100 0a010001"
                    + "0600 0200 0050 0000" // port 80
                    + "0800 0300 02000000" // tunnel
                    + "0500 0d00 01 000000" // GUE
                    + "0600 0e00 17c0 0000" // port 6080, in network order
                    + "0600 0f00 0200 0000" // remote checksum
                    + "0800 0400 03000000" // weight
                    + "0800 0500 09000000"
                    + "0800 0600 05000000"));
  }

  @Test
  void readsCountersOf64BitsAndOf32() {
    var connections = "0c00 0100 0500000001000000";
    var rate = "0c00 0600 0900000000000000";
    assertThat(TrafficCodec.decode(attributes("1c00 0c80" + connections + rate), 12, 10))
        .isEqualTo(new Traffic(0x1_0000_0005L, 0, 0, 0, 0, 9, 0, 0, 0, 0));
    assertThat(TrafficCodec.decode(attributes("0c00 0a80 0800 0100 ffffffff"), 12, 10))
        .isEqualTo(new Traffic(0xffff_ffffL, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void readsTheDaemonThatItWrote() {
    var group = IpAddress.of("ff02::81");
    var config = new SyncDaemonConfig("eth0", 51, null, 1400, group, 8849, 3);
    assertThat(DaemonCodec.decode(reread(to -> DaemonCodec.write(to, SyncRole.BACKUP, config))))
        .hasValue(new SyncDaemonStatus(SyncRole.BACKUP, "eth0", 51, 1400, group, 8849, 3));
  }

  @Test
  void leavesUnconfiguredDaemonSettingsToTheKernel() {
    var config = new SyncDaemonConfig("eth0", 0, null, 0, null, 0, 0);
    assertThat(hex(to -> DaemonCodec.write(to, SyncRole.MASTER, config)))
        .isEqualTo(
            compact("2000 0380 0800 0100 01000000 0900 0200 6574683000 000000 0800 0300 00000000"));
  }

  @Test
  void readsTheTimeoutsThatItWrote() {
    var timeouts =
        new Timeouts(Duration.ofMinutes(15), Duration.ofMinutes(2), Duration.ofMinutes(5));
    assertThat(TimeoutsCodec.decode(reread(to -> TimeoutsCodec.write(to, timeouts))))
        .isEqualTo(timeouts);
  }

  @Test
  void decodesNothingFromMalformedMessages() {
    var ipv4 = "0600 0100 0200 0000";
    for (var malformed :
        List.of(
            "",
            "0400 0180",
            "0c00 0180 0600 0100 0900 0000", // no family
            "0c00 0180" + ipv4, // no protocol
            "1400 0180" + ipv4 + "0600 0200 0100 0000", // ICMP
            "1c00 0180"
                + ipv4
                + "0600 0200 0600 0000"
                + "0600 0300 0a00 0000")) { // a short address
      assertThat(ServiceCodec.decode(attributes(malformed))).as(malformed).isEmpty();
      assertThat(DestinationCodec.decode(attributes(malformed), Family.IPV4)).isEmpty();
      assertThat(DaemonCodec.decode(attributes(malformed))).isEmpty();
    }
    var bypass = "1400 0280 0800 0100 0a010001 0800 0300 04000000";
    assertThat(DestinationCodec.decode(attributes(bypass), Family.IPV4)).isEmpty();
  }

  @Test
  void aRehearsedWriteIsRefused() {
    assertThat(NetlinkIpvsKernel.rehearse(NanoClock.system()))
        .hasSize(4)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(CommandOutcome.Refused.class));
  }
}
