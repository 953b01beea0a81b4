package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.holdfast.linux.Device;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Transport;
import org.junit.jupiter.api.Test;

class LinkBookTest {

  private static final int UP = Links.UP;
  private static final int RUNNING = Links.RUNNING;
  private static final Tracks NO_TRACKS = new Tracks(true, false, List.of(), List.of());
  private static final InstanceConfig V4 =
      Configs.instance(Family.IPV4, NO_TRACKS, Configs.address("10.0.0.9/24", "eth0"));
  private static final InstanceConfig V6 =
      Configs.instance(Family.IPV6, NO_TRACKS, Configs.address("fe80::9/64", "eth0"));

  private final LinkBook book = new LinkBook(List.of(V4, V6));

  LinkBookTest() {
    book.watch(new Interest(Set.of("eth0", "eth1", "lan"), Set.of(IpAddress.of("10.0.0.5"))));
  }

  private static Link link(int index, String name, int flags) {
    return Links.link(index, name, flags);
  }

  private static LinkAddress address(int link, String prefix) {
    return Links.address(link, prefix);
  }

  @Test
  void aLinkIsUpWhenItIsUpAndRunning() {
    book.linkIs(link(2, "eth0", UP | RUNNING));
    book.linkIs(link(3, "eth1", UP));

    assertThat(book.isUp("eth0")).isTrue();
    assertThat(book.isUp("eth1")).isFalse();
    assertThat(book.isUp("eth2")).isFalse();
  }

  @Test
  void aRecreatedLinkHasItsNewIndex() {
    book.linkIs(link(2, "eth0", UP));
    book.linkGone(link(2, "eth0", UP));
    assertThat(book.device("eth0")).isEmpty();

    book.linkIs(link(7, "eth0", UP));
    assertThat(book.device("eth0")).contains(new Device(7, "eth0"));
  }

  @Test
  void aRenamedLinkNoLongerExistsUnderItsOldName() {
    book.linkIs(link(2, "eth0", UP));
    book.linkIs(link(2, "lan", UP));

    assertThat(book.exists("eth0")).isFalse();
    assertThat(book.nameOf(2)).contains("lan");
  }

  @Test
  void advertsComeFromTheFirstAddressThatIsNotVirtual() {
    book.linkIs(link(2, "eth0", UP));
    book.addressIs(address(2, "10.0.0.9/24"));
    book.addressIs(LinkAddress.virtual(2, IpPrefix.of("10.0.0.200/24")));
    book.addressIs(address(3, "10.0.0.7/24"));
    book.addressIs(address(2, "10.0.0.1/24"));
    book.addressIs(address(2, "10.0.0.2/24"));

    assertThat(book.source(V4)).contains(IpAddress.of("10.0.0.1"));
  }

  @Test
  void ipv6AdvertsComeFromALinkLocalAddress() {
    book.linkIs(link(2, "eth0", UP));
    book.addressIs(address(2, "2001:db8::1/64"));
    book.addressIs(address(2, "fe80::9/64"));
    book.addressIs(address(2, "fe80::1/64"));

    assertThat(book.source(V6)).contains(IpAddress.of("fe80::1"));
  }

  @Test
  void ipv6AdvertsToPeersBeyondTheLinkComeFromAGlobalAddress() {
    var peers = List.of(new Transport.Peer(IpAddress.of("2001:db8:1::2")));
    var group = Transport.defaultGroup(Family.IPV6);
    var unicast =
        Configs.instance(
            Family.IPV6, new Transport.Unicast(null, peers, 64, false, group), NO_TRACKS);
    book.linkIs(link(2, "eth0", UP));
    book.addressIs(address(2, "fe80::1/64"));
    book.addressIs(address(2, "2001:db8::1/64"));

    assertThat(book.source(unicast)).contains(IpAddress.of("2001:db8::1"));
  }

  @Test
  void aConfiguredSourceMayBeMissingUnlessItIsTracked() {
    var source = IpAddress.of("10.0.0.5");
    var transport = new Transport.Multicast(Transport.defaultGroup(Family.IPV4), source);
    var tracked = new Tracks(true, true, List.of(), List.of());

    assertThat(book.source(Configs.instance(Family.IPV4, transport, NO_TRACKS))).contains(source);
    assertThat(book.source(Configs.instance(Family.IPV4, transport, tracked))).isEmpty();
    book.addressIs(address(2, "10.0.0.5/24"));
    assertThat(book.source(Configs.instance(Family.IPV4, transport, tracked))).contains(source);
  }

  @Test
  void aRemovedAddressIsNoLongerASource() {
    book.linkIs(link(2, "eth0", UP));
    book.addressIs(address(2, "10.0.0.1/24"));
    book.addressGone(address(2, "10.0.0.1/24"));

    assertThat(book.source(V4)).isEmpty();
  }

  @Test
  void anInstancesAddressesAreFoundOnTheirLink() {
    book.linkIs(link(2, "eth0", UP));
    assertThat(book.holdsAny(V4)).isFalse();

    book.addressIs(LinkAddress.virtual(2, IpPrefix.of("10.0.0.9/24")));
    assertThat(book.holdsAny(V4)).isTrue();
  }

  @Test
  void anOwnersAdvertsComeFromTheAddressThatItOwns() {
    var owner = Configs.owner(Family.IPV4, NO_TRACKS, Configs.address("10.0.0.9/32", "eth0"));
    book.linkIs(link(2, "eth0", UP));
    assertThat(book.source(owner)).isEmpty();

    book.addressIs(address(2, "10.0.0.9/24"));
    assertThat(book.source(owner)).contains(IpAddress.of("10.0.0.9"));
    assertThat(book.source(V4)).as("no owner, so its adverts come from elsewhere").isEmpty();

    book.addressIs(address(2, "10.0.0.1/24"));
    assertThat(book.source(owner)).contains(IpAddress.of("10.0.0.1"));
  }

  @Test
  void addressesOfUnconfiguredLinksAreNotKept() {
    book.linkIs(link(7, "veth1", UP));

    assertThat(book.addressIs(address(7, "10.0.0.1/24"))).isFalse();
    assertThat(book.exists("veth1")).isFalse();
  }

  @Test
  void aRepeatedlyReportedAddressKeepsItsPlace() {
    book.linkIs(link(2, "eth0", UP));
    book.addressIs(address(2, "10.0.0.1/24"));
    book.addressIs(address(2, "10.0.0.2/24"));
    book.addressIs(address(2, "10.0.0.1/24").withFlags(LinkAddress.NO_PREFIX_ROUTE));

    assertThat(book.source(V4)).contains(IpAddress.of("10.0.0.1"));
  }

  @Test
  void aTrackedSourceIsFoundOnAnUnconfiguredLink() {
    var transport =
        new Transport.Multicast(Transport.defaultGroup(Family.IPV4), IpAddress.of("10.0.0.5"));
    var tracked =
        Configs.instance(Family.IPV4, transport, new Tracks(true, true, List.of(), List.of()));
    book.addressIs(address(1, "10.0.0.5/32"));
    assertThat(book.source(tracked)).isPresent();

    book.addressGone(address(1, "10.0.0.5/32"));
    assertThat(book.source(tracked)).isEmpty();
  }
}
