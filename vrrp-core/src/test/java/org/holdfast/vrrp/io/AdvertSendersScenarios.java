package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.holdfast.linux.Device;
import org.holdfast.linux.Namespace;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Transport;

/** The number of sockets that senders use, on the loopback. */
final class AdvertSendersScenarios {

  private static final int VRRP = 112;
  private static final Device LOOPBACK = new Device(1, "lo");

  private final AdvertSenders senders = new AdvertSenders();

  private AdvertSendersScenarios() {}

  public static void main(String[] args) {
    Namespace.ip("link set lo up");
    var here = new AdvertSendersScenarios();
    var scenarios = new LinkedHashMap<String, Namespace.Scenario>();
    scenarios.put("a thousand instances of a link and source share one", here::shared);
    scenarios.put("another source, or hop limit in IPv6, is another", here::others);
    Namespace.runAll(scenarios);
  }

  private static Transport multicast(Family family) {
    return new Transport.Multicast(Transport.defaultGroup(family), null);
  }

  private static Transport unicast(IpAddress peer, int ttl) {
    var group = Transport.defaultGroup(peer.family());
    return new Transport.Unicast(null, List.of(new Transport.Peer(peer)), ttl, false, group);
  }

  private void shared() throws IOException {
    for (var source : List.of(IpAddress.of("127.0.0.9"), IpAddress.of("fe80::1"))) {
      var taken = new ArrayList<AdvertSenders.Sender>();
      for (int i = 0; i < 1000; i++) {
        taken.add(senders.take(VRRP, LOOPBACK, source, multicast(source.family())));
      }
      assertThat(sockets(source.family())).isEqualTo(1);

      taken.subList(0, 999).forEach(senders::giveBack);
      assertThat(sockets(source.family())).isEqualTo(1);
      senders.giveBack(taken.getLast());
      assertThat(sockets(source.family())).isZero();
    }
  }

  private void others() throws IOException {
    var source = IpAddress.of("127.0.0.9");
    var peer = IpAddress.of("127.0.0.8");
    var taken = new ArrayList<AdvertSenders.Sender>();
    taken.add(senders.take(VRRP, LOOPBACK, source, multicast(Family.IPV4)));
    taken.add(senders.take(VRRP, LOOPBACK, source, unicast(peer, 64)));
    taken.add(senders.take(VRRP, LOOPBACK, source, unicast(peer, 255)));
    taken.add(senders.take(VRRP, LOOPBACK, peer, multicast(Family.IPV4)));
    assertThat(sockets(Family.IPV4)).as("an IPv4 packet says its TTL itself").isEqualTo(3);

    var loopback = IpAddress.of("::1");
    taken.add(senders.take(VRRP, LOOPBACK, loopback, unicast(loopback, 64)));
    taken.add(senders.take(VRRP, LOOPBACK, loopback, unicast(loopback, 255)));
    assertThat(sockets(Family.IPV6)).isEqualTo(2);

    taken.forEach(senders::giveBack);
    assertThat(sockets(Family.IPV4) + sockets(Family.IPV6)).isZero();
  }

  private static long sockets(Family family) throws IOException {
    var table = Path.of(family == Family.IPV4 ? "/proc/net/raw" : "/proc/net/raw6");
    return Files.readAllLines(table).size() - 1L; // a head line
  }
}
