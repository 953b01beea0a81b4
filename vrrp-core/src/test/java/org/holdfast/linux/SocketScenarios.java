package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.packet.AdvertParser;

/** Tests the sockets on a veth pair, "near" and "far", with both ends in this namespace. */
final class SocketScenarios {

  private static final int VRRP = 112;
  private static final int AH = 51;
  private static final IpAddress GROUP_V4 = IpAddress.of("224.0.0.18");
  private static final IpAddress GROUP_V6 = IpAddress.of("ff02::12");
  // Not an address of this host, because packets from an own address are dropped as martians.
  private static final IpAddress PEER_V4 = IpAddress.of("10.0.0.2");
  private static final IpAddress PEER_V6 = IpAddress.of("fe80::2");

  private final Device near;
  private final Device far;

  private SocketScenarios() {
    Namespace.ip("link set lo up");
    Namespace.ip("link add near type veth peer name far");
    Namespace.ip("link set near up");
    Namespace.ip("link set far up");
    Namespace.ip("addr add 10.0.0.1/24 dev far");
    near = device("near");
    far = device("far");
  }

  public static void main(String[] args) {
    long start = System.nanoTime();
    Errno.of(LibC.close(-1));
    System.out.printf("LibC ready after %.1f ms%n", (System.nanoTime() - start) / 1e6);
    var here = new SocketScenarios();
    var scenarios = new LinkedHashMap<String, Namespace.Scenario>();
    scenarios.put("an IPv4 multicast advert delivers its source, TTL and link", here::multicastV4);
    scenarios.put("an IPv6 multicast advert delivers its source, TTL and link", here::multicastV6);
    scenarios.put("a unicast advert arrives at a bound source", here::unicast);
    scenarios.put("adverts for others arrive once another socket has joined", here::everyLink);
    scenarios.put("so do those in an Authentication Header", here::everyLinkBehindAh);
    scenarios.put("a unicast receiver may wait for an address to come", here::freebind);
    scenarios.put("other VRIDs stay out until they are accepted", here::vridsChange);
    scenarios.put("what is sent does not come back", here::noLoop);
    scenarios.put("an IPv4 sender matches no advert that arrives", here::senderMatchesNothing);
    scenarios.put("a group that IPv6 was lost with is joined again", here::groupLostWithIpv6);
    scenarios.put("a group that IPv4 was lost with is joined again", here::groupLostWithIpv4);
    scenarios.put("an ARP frame crosses the link", here::arp);
    scenarios.put("a downed link is an errno of the send", here::linkDown);
    scenarios.put("a refusal names what was tried", here::refusal);
    scenarios.put("real-time scheduling is granted or refused with a reason", here::realTime);
    scenarios.put("the steady state allocates nothing", here::allocation);
    Namespace.runAll(scenarios);
  }

  private static Device device(String name) {
    var line = Namespace.ip("-o link show " + name);
    return new Device(Integer.parseInt(line.substring(0, line.indexOf(':'))), name);
  }

  private void multicastV4() {
    try (var receiver = RawReceiver.multicast(VRRP, far, GROUP_V4, vrids(51));
        var sender = RawSender.multicast(VRRP, near, IpAddress.of("10.0.0.7"))) {
      assertThat(receiver.receive()).isFalse();
      assertThat(sender.send(ipv4(PEER_V4, GROUP_V4, 51), sender.destination(GROUP_V4))).isZero();
      assertThat(receiver.receive()).isTrue();
      assertThat(receiver.source()).isEqualTo(PEER_V4);
      assertThat(receiver.destination()).isEqualTo(GROUP_V4);
      assertThat(receiver.interfaceIndex()).isEqualTo(far.index());
      assertThat(receiver.timeToLive()).isEqualTo(255);
      assertThat(hex(receiver.payload())).isEqualTo("2133640100010000");
      assertThat(receiver.packet().remaining()).isEqualTo(28);
      assertThat(receiver.packet().get(1)).as("type of service").isEqualTo((byte) 0xc0);
      assertThat(receiver.receive()).isFalse();
    }
  }

  private void multicastV6() {
    try (var receiver = RawReceiver.multicast(VRRP, far, GROUP_V6, vrids(51));
        var sender = RawSender.multicast(VRRP, near, PEER_V6)) {
      assertThat(sender.send(payload(51), sender.destination(GROUP_V6))).isZero();
      assertThat(receiver.receive()).isTrue();
      assertThat(receiver.source()).isEqualTo(PEER_V6);
      assertThat(receiver.destination()).isEqualTo(GROUP_V6);
      assertThat(receiver.interfaceIndex()).isEqualTo(far.index());
      assertThat(receiver.timeToLive()).isEqualTo(255);
      // fe80 + 2 + ff02 + 12 + length 8 + next header 0x70 + the payload's 2133 6401 0001: 8345,
      // inverted
      assertThat(hex(receiver.payload())).isEqualTo("213364010001" + "7cba");
    }
  }

  private void everyLink() {
    try (var joined = RawReceiver.multicast(VRRP, far, GROUP_V4, vrids(51));
        var joined6 = RawReceiver.multicast(VRRP, far, GROUP_V6, vrids(51));
        var stranger = RawReceiver.onEveryLink(VRRP, Family.IPV4, vrids(77));
        var stranger6 = RawReceiver.onEveryLink(VRRP, Family.IPV6, vrids(77));
        var sender = RawSender.multicast(VRRP, near, PEER_V4);
        var sender6 = RawSender.multicast(VRRP, near, PEER_V6)) {
      for (int vrid : List.of(51, 77)) {
        assertThat(sender.send(ipv4(PEER_V4, GROUP_V4, vrid), sender.destination(GROUP_V4)))
            .isZero();
        assertThat(sender6.send(payload(vrid), sender6.destination(GROUP_V6))).isZero();
      }
      assertThat(joined.receive() && joined6.receive()).isTrue();
      for (var one : List.of(stranger, stranger6)) {
        assertThat(one.receive()).isTrue();
        assertThat(one.payload().get(one.payload().position() + 1)).isEqualTo((byte) 77);
        assertThat(one.interfaceIndex()).isEqualTo(far.index());
        assertThat(one.receive()).isFalse();
      }
    }
  }

  private void everyLinkBehindAh() {
    try (var joined = RawReceiver.multicast(VRRP, far, GROUP_V4, vrids(51));
        var stranger = RawReceiver.onEveryLink(AH, Family.IPV4, vrids(77));
        var sender = RawSender.multicast(AH, near, PEER_V4)) {
      for (int vrid : List.of(51, 77)) {
        assertThat(sender.send(behindAh(vrid), sender.destination(GROUP_V4))).isZero();
      }
      assertThat(stranger.receive()).isTrue();
      assertThat(AdvertParser.vridOf(stranger.packet(), Family.IPV4)).isEqualTo(77);
      assertThat(stranger.source()).isEqualTo(PEER_V4);
      assertThat(stranger.interfaceIndex()).isEqualTo(far.index());
      assertThat(stranger.receive()).isFalse();
      assertThat(joined.receive()).isFalse();
    }
  }

  private void unicast() {
    var local = IpAddress.of("127.0.0.9");
    var peer = IpAddress.of("127.0.0.8");
    try (var receiver = RawReceiver.unicast(VRRP, Optional.empty(), local, vrids(51));
        var sender = RawSender.unicast(VRRP, Optional.empty(), peer, 255)) {
      assertThat(sender.send(ipv4(peer, local, 51), sender.destination(local))).isZero();
      assertThat(receiver.receive()).isTrue();
      assertThat(receiver.source()).isEqualTo(peer);
      assertThat(receiver.destination()).isEqualTo(local);
      assertThat(receiver.interfaceIndex()).isEqualTo(1);
    }
    var loopback = IpAddress.of("::1");
    try (var receiver = RawReceiver.unicast(VRRP, Optional.empty(), loopback, vrids(51));
        var sender = RawSender.unicast(VRRP, Optional.empty(), loopback, 77)) {
      assertThat(sender.send(payload(51), sender.destination(loopback))).isZero();
      assertThat(receiver.receive()).isTrue();
      assertThat(receiver.source()).isEqualTo(loopback);
      assertThat(receiver.timeToLive()).isEqualTo(77);
    }
  }

  private void freebind() {
    try (var v4 = RawReceiver.unicast(VRRP, Optional.of(far), IpAddress.of("192.0.2.1"), vrids(1));
        var v6 = RawReceiver.unicast(VRRP, Optional.of(far), IpAddress.of("fe80::99"), vrids(1))) {
      assertThat(v4.receive()).isFalse();
      assertThat(v6.receive()).isFalse();
    }
  }

  private void vridsChange() {
    try (var receiver = RawReceiver.multicast(VRRP, far, GROUP_V4, vrids(7, 200));
        var sender = RawSender.multicast(VRRP, near, PEER_V4)) {
      var to = sender.destination(GROUP_V4);
      for (int vrid = 1; vrid <= 255; vrid++) {
        assertThat(sender.send(ipv4(PEER_V4, GROUP_V4, vrid), to)).isZero();
      }
      assertThat(receivedVrids(receiver)).isEqualTo(vrids(7, 200));
      receiver.accept(vrids(8));
      for (int vrid = 1; vrid <= 255; vrid++) {
        assertThat(sender.send(ipv4(PEER_V4, GROUP_V4, vrid), to)).isZero();
      }
      assertThat(receivedVrids(receiver)).isEqualTo(vrids(8));
    }
  }

  private void noLoop() {
    try (var receiver = RawReceiver.multicast(VRRP, near, GROUP_V4, vrids(51));
        var receiver6 = RawReceiver.multicast(VRRP, near, GROUP_V6, vrids(51));
        var sender = RawSender.multicast(VRRP, near, PEER_V4);
        var sender6 = RawSender.multicast(VRRP, near, PEER_V6)) {
      assertThat(sender.send(ipv4(PEER_V4, GROUP_V4, 51), sender.destination(GROUP_V4))).isZero();
      assertThat(sender6.send(payload(51), sender6.destination(GROUP_V6))).isZero();
      assertThat(receiver.receive()).isFalse();
      assertThat(receiver6.receive()).isFalse();
    }
  }

  private void senderMatchesNothing() throws IOException {
    try (var sender = RawSender.multicast(VRRP, near, PEER_V4)) {
      // Each line has the address and, as a port, the protocol: 0070 is 112, and no packet has
      // 00FF.
      var sockets = Files.readString(Path.of("/proc/net/raw"));
      assertThat(sockets).contains(":00FF ").doesNotContain(":0070 ");
      assertThat(sender.send(ipv4(PEER_V4, GROUP_V4, 51), sender.destination(GROUP_V4))).isZero();
    }
  }

  private void groupLostWithIpv6() {
    try (var first = RawReceiver.multicast(VRRP, far, GROUP_V6, vrids(51));
        var second = RawReceiver.multicast(VRRP, far, GROUP_V6, vrids(51));
        var sender = RawSender.multicast(VRRP, near, PEER_V6)) {
      Runnable send =
          () -> assertThat(sender.send(payload(51), sender.destination(GROUP_V6))).isZero();
      send.run();
      assertThat(first.receive()).isTrue();
      assertThat(second.receive()).isTrue();

      Namespace.ip("link set far mtu 1000");
      Namespace.ip("link set far mtu 1500");
      send.run();
      assertThat(first.receive()).as("the kernel has dropped the group").isFalse();

      first.leaveGroup();
      second.leaveGroup();
      first.joinGroup();
      second.joinGroup();
      send.run();
      assertThat(first.receive()).isTrue();
      assertThat(second.receive()).isTrue();
    }
  }

  /** On the loopback, because an Ethernet's MTU cannot be made small enough. */
  private void groupLostWithIpv4() throws IOException {
    Namespace.ip("link set lo multicast on");
    for (var link : List.of("all", "lo")) {
      Files.writeString(Path.of("/proc/sys/net/ipv4/conf/" + link + "/rp_filter"), "0");
    }
    var loopback = device("lo");
    try (var receiver = RawReceiver.multicast(VRRP, loopback, GROUP_V4, vrids(51));
        var sender = RawSender.multicast(VRRP, loopback, PEER_V4)) {
      Runnable send =
          () ->
              assertThat(sender.send(ipv4(PEER_V4, GROUP_V4, 51), sender.destination(GROUP_V4)))
                  .isZero();
      send.run();
      assertThat(receiver.receive()).isTrue();

      Namespace.ip("link set lo mtu 60");
      Namespace.ip("link set lo mtu 65536");
      Namespace.ip("addr replace 127.0.0.1/8 dev lo");
      send.run();
      assertThat(receiver.receive()).as("the kernel has dropped the group").isFalse();

      receiver.leaveGroup();
      receiver.joinGroup();
      send.run();
      assertThat(receiver.receive()).isTrue();
    }
  }

  private void arp() {
    var frame =
        buffer(
            "ffffffffffff 00005e000133 0806" // broadcast, from a VRRP router, ARP
                + "0001 0800 06 04 0001" // request for IPv4 over Ethernet
                + "00005e000133 0a000009 ffffffffffff 0a000009");
    try (var receiver = PacketSocket.arp(far);
        var sender = PacketSocket.sending(near)) {
      assertThat(receiver.receive()).isFalse();
      assertThat(sender.send(frame)).isZero();
      assertThat(receiver.receive()).isTrue();
      assertThat(hex(receiver.frame())).isEqualTo(hex(frame.bytes()));
      assertThat(receiver.receive()).isFalse();
      assertThat(sender.receive()).isFalse();
    }
  }

  private void linkDown() {
    try (var sender = RawSender.multicast(VRRP, near, PEER_V4);
        var frames = PacketSocket.sending(near);
        var listening = PacketSocket.arp(near)) {
      Namespace.ip("link set near down");
      int errno = sender.send(ipv4(PEER_V4, GROUP_V4, 51), sender.destination(GROUP_V4));
      assertThat(Errno.of(errno)).isNotEmpty();
      assertThat(sender.failure(errno))
          .hasMessageStartingWith(
              "send by send socket of IP protocol 112 from 10.0.0.2 on near: E");
      assertThat(Errno.of(frames.send(payload(1)))).hasValue(Errno.ENETDOWN);
      assertThat(listening.receive()).isFalse();
      Namespace.ip("link set near up");
      assertThat(sender.send(ipv4(PEER_V4, GROUP_V4, 51), sender.destination(GROUP_V4))).isZero();
    }
  }

  private void refusal() {
    assertThatThrownBy(() -> RawReceiver.multicast(VRRP, new Device(99, "none"), GROUP_V4, vrids()))
        .isInstanceOf(LinuxException.class)
        .hasMessage(
            "set SO_BINDTODEVICE of receive socket of IP protocol 112 for 224.0.0.18 on none:"
                + " ENODEV (No such device)");
  }

  private void realTime() {
    // Root in a user namespace may not change scheduling, real root may; both must be told the
    // truth.
    var refused = RealTime.scheduleThisThread(10);
    refused.ifPresent(why ->
        assertThat(why)
            .hasMessage("schedule this thread with SCHED_RR 10: EPERM (Operation not permitted)"));
    RealTime.lockMemory()
        .ifPresent(why -> assertThat(why).hasMessageStartingWith("lock memory: E"));
  }

  private void allocation() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var receiver = RawReceiver.multicast(VRRP, far, GROUP_V4, vrids(51));
        var sender = RawSender.multicast(VRRP, near, PEER_V4)) {
      var packet = ipv4(PEER_V4, GROUP_V4, 51);
      var to = sender.destination(GROUP_V4);
      int rounds = 20_000;
      for (int i = 0; i < rounds; i++) { // warm up
        exchange(sender, packet, to, receiver);
      }
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      for (int i = 0; i < rounds; i++) {
        exchange(sender, packet, to, receiver);
      }
      long nanos = System.nanoTime() - start;
      bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
      start = System.nanoTime();
      for (int i = 0; i < rounds; i++) {
        receiver.receive();
      }
      System.out.printf(
          "send and receive: %d ns, %.2f bytes; receive of nothing: %d ns%n",
          nanos / rounds, (double) bytes / rounds, (System.nanoTime() - start) / rounds);
      assertThat(bytes / rounds).isZero();
    }
  }

  private static void exchange(
      RawSender sender, NativeBuffer packet, SocketAddress to, RawReceiver receiver) {
    int errno = sender.send(packet, to);
    boolean received = receiver.receive();
    if (errno != 0
        || !received
        || receiver.timeToLive() != 255
        || receiver.interfaceIndex() == 0
        || !receiver.source().equals(PEER_V4)
        || !receiver.destination().equals(GROUP_V4)) {
      throw new AssertionError("errno " + errno + ", received: " + received);
    }
  }

  private static BitSet receivedVrids(RawReceiver receiver) {
    var seen = new BitSet();
    while (receiver.receive()) {
      seen.set(receiver.payload().get(receiver.payload().position() + 1) & 0xff);
    }
    return seen;
  }

  private static BitSet vrids(int... vrids) {
    var set = new BitSet();
    for (int vrid : vrids) {
      set.set(vrid);
    }
    return set;
  }

  private static NativeBuffer ipv4(IpAddress source, IpAddress destination, int vrid) {
    return buffer(
        "45c00000 00010000 ff700000"
            + HexFormat.of().formatHex(source.toBytes())
            + HexFormat.of().formatHex(destination.toBytes())
            + vrrp(vrid));
  }

  private static NativeBuffer behindAh(int vrid) {
    return buffer(
        "45c00000 00010000 ff330000"
            + HexFormat.of().formatHex(PEER_V4.toBytes())
            + HexFormat.of().formatHex(GROUP_V4.toBytes())
            + "70040000 00000000 00000000 00000000 00000000 00000000"
            + vrrp(vrid));
  }

  private static NativeBuffer payload(int vrid) {
    return buffer(vrrp(vrid));
  }

  private static String vrrp(int vrid) {
    return "21" + HexFormat.of().toHexDigits((byte) vrid) + "6401 0001 0000";
  }

  private static NativeBuffer buffer(String hex) {
    var bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    var buffer = NativeBuffer.allocate(bytes.length);
    buffer.bytes().put(0, bytes);
    return buffer;
  }

  private static String hex(ByteBuffer bytes) {
    var copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return HexFormat.of().formatHex(copy);
  }
}
