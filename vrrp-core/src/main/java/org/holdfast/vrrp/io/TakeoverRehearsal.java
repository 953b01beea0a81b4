package org.holdfast.vrrp.io;

import io.netty.channel.epoll.Epoll;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.election.Election;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.Router;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.packet.AdvertParser;
import org.holdfast.vrrp.packet.AdvertWriter;
import org.holdfast.vrrp.packet.NeighbourAdvertisement;
import org.holdfast.vrrp.packet.Proof;

/**
 * Rehearses a takeover of an instance without effect: no packet is sent, and the kernel is asked to
 * add addresses only to a link that does not exist.
 */
public final class TakeoverRehearsal {

  /** An index that no link has, so that the kernel refuses every request. */
  static final int NO_LINK = Integer.MAX_VALUE;

  private static final MacAddress MAC = new MacAddress(0x0200_0000_0001L);

  /** The largest number of addresses used, enough for all kinds of address. */
  private static final int MOST_ADDRESSES = 8;

  private final InstanceConfig config;
  private final IpAddress ours;
  private final IpAddress theirs;

  private TakeoverRehearsal(InstanceConfig config) {
    this.config = config;
    boolean v4 = config.family() == Family.IPV4;
    ours = IpAddress.of(v4 ? "192.0.2.1" : "fe80::1");
    theirs = IpAddress.of(v4 ? "192.0.2.2" : "fe80::2");
  }

  /**
   * Loads the classes and libraries that do not depend on the configuration, so that this can run
   * while the configuration is read.
   *
   * @throws org.holdfast.linux.LinuxException if the kernel refuses
   */
  public static void prepare() {
    Epoll.ensureAvailability();
    RouteKernel.open(NanoClock.system()).close();
  }

  /**
   * Rehearses a takeover of the instance on the calling thread.
   *
   * @throws org.holdfast.linux.LinuxException if the kernel does not answer
   */
  public static void play(InstanceConfig config) {
    try (var kernel = RouteKernel.open(NanoClock.system())) {
      play(config, kernel);
    }
  }

  static void play(InstanceConfig config, RouteKernel kernel) {
    var rehearsal = new TakeoverRehearsal(config);
    rehearsal.playElection();
    rehearsal.playPackets();
    rehearsal.askKernel(kernel);
  }

  private void playElection() {
    var terms = config.election();
    long interval = terms.advertisementInterval().toNanos();
    var router = new Router(terms, terms.priority(), ours, false);
    var better = new Event.Heard(theirs, Math.min(terms.priority() + 1, 255), interval);
    long now = 0;
    State state = Election.start(router, Times.NEVER, now).state();
    var script =
        List.of(
            better,
            new Event.Heard(theirs, 0, interval),
            Event.Tick.TICK,
            new Event.Heard(theirs, 1, interval),
            better,
            Event.Tick.TICK);
    for (var event : script) {
      now = event == Event.Tick.TICK ? state.deadline() : now + interval;
      state = Election.next(router, state, event, now).state();
    }
  }

  private void playPackets() {
    var terms = AdvertPort.termsOf(config);
    var proof = Proof.of(terms);
    var writer = new AdvertWriter(terms, ours, proof);
    var parser = new AdvertParser(terms, proof);
    var packet = ByteBuffer.allocate(Math.max(writer.bytes(), NeighbourAdvertisement.BYTES));
    writer.next(terms.own().priority(), 0);
    for (var destination : config.transport().destinations()) {
      writer.write(destination, packet.clear());
      packet.flip();
      var _ =
          config.family() == Family.IPV4
              ? parser.parseV4(packet, 0)
              : parser.parseV6(packet, ours, destination, 255, 0);
    }
    addresses()
        .forEach(address ->
            Announcer.write(MAC, address.address(), address.interfaceName(), packet.clear()));
  }

  private void askKernel(RouteKernel kernel) {
    var nowhere = addresses().map(address -> KernelRecords.address(address, NO_LINK)).toList();
    kernel.addAddresses(nowhere);
    kernel.deleteAddresses(nowhere);
  }

  private Stream<VirtualAddress> addresses() {
    return config.holdings().all().limit(MOST_ADDRESSES);
  }
}
