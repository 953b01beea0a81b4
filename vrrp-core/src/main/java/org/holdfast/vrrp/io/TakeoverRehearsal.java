package org.holdfast.vrrp.io;

import io.netty.channel.epoll.Epoll;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.Election;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.Router;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.packet.AddressList;
import org.holdfast.vrrp.packet.AdvertParser;
import org.holdfast.vrrp.packet.AdvertTerms;
import org.holdfast.vrrp.packet.AdvertWriter;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.ArpAnnouncement;
import org.holdfast.vrrp.packet.NeighbourAdvertisement;
import org.holdfast.vrrp.packet.Proof;

/** A takeover, gone through without doing any of it. */
public final class TakeoverRehearsal {

  private static final IpAddress OURS = IpAddress.of("192.0.2.1");
  private static final IpAddress THEIRS = IpAddress.of("192.0.2.2");
  private static final IpAddress VIP_V6 = IpAddress.v6(0x2001_0db8_0000_0000L, 1);
  private static final long INTERVAL = 1_000_000_000L;

  /**
   * An index that no link has: the kernel refuses whatever is asked of it, and nothing is touched.
   */
  private static final int NO_LINK = Integer.MAX_VALUE;

  private TakeoverRehearsal() {}

  /** On the calling thread. Whatever fails here will fail, and be told, in earnest. */
  public static void play() {
    playElection();
    playPackets();
    Epoll.ensureAvailability();
    askKernel();
  }

  private static void playElection() {
    var handover = new ElectionTerms.Handover(true, Duration.ofMillis(20), Duration.ofMillis(100));
    var terms =
        new ElectionTerms(
            VrrpVersion.V3,
            100,
            Duration.ofNanos(INTERVAL),
            true,
            Duration.ZERO,
            3,
            new ElectionTerms.AdvertPolicy(true, false, false),
            handover);
    var router = new Router(terms, 100, OURS, false);
    long now = 0;
    State state = Election.start(router, false, Times.NEVER, now).state();
    var script =
        List.of(
            new Event.Heard(THEIRS, 200, INTERVAL),
            new Event.Heard(THEIRS, 0, INTERVAL),
            Event.Tick.TICK,
            new Event.Heard(THEIRS, 50, INTERVAL),
            new Event.Heard(THEIRS, 200, INTERVAL),
            Event.Tick.TICK);
    for (var event : script) {
      now = event == Event.Tick.TICK ? state.deadline() : now + INTERVAL;
      state = Election.next(router, state, event, now).state();
    }
  }

  private static void playPackets() {
    var own =
        new Advertisement(VrrpVersion.V3, 1, 100, INTERVAL, AddressList.of(Family.IPV4, OURS));
    var group = Transport.defaultGroup(Family.IPV4);
    var terms =
        AdvertTerms.of(own, new Transport.Multicast(group, null), new Authentication.None());
    var proof = Proof.of(terms);
    var writer = new AdvertWriter(terms, OURS, proof);
    var packet = ByteBuffer.allocate(NeighbourAdvertisement.BYTES);
    writer.next(100, 0);
    writer.write(group, packet);
    new AdvertParser(terms, proof).parseV4(packet.flip(), 0);
    var mac = new MacAddress(0x0200_0000_0001L);
    new ArpAnnouncement(mac, OURS).write(packet.clear());
    new NeighbourAdvertisement(mac, VIP_V6, false).write(packet.clear());
  }

  private static void askKernel() {
    try (var kernel = RouteKernel.open(NanoClock.system())) {
      kernel.links();
      kernel.addresses();
      for (var address : List.of(OURS, VIP_V6)) {
        var nowhere = List.of(LinkAddress.virtual(NO_LINK, IpPrefix.host(address)));
        kernel.addAddresses(nowhere);
        kernel.deleteAddresses(nowhere);
      }
    }
  }
}
