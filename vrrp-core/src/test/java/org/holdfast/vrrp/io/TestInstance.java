package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.HookCommands;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Builds the configuration of an instance for tests. The defaults are version 3 on eth0, VRID 51,
 * priority 100, one advert a second, handover with a linger of 50 ms, and no addresses.
 */
final class TestInstance {

  private final String name;
  private VrrpVersion version = VrrpVersion.V3;
  private String link = "eth0";
  private @Nullable VirtualLink ownLink;
  private int vrid = 51;
  private Family family = Family.IPV4;
  private int priority = 100;
  private Duration interval = Duration.ofSeconds(1);
  private boolean preempt = true;
  private boolean handover = true;
  private @Nullable Transport transport;
  private final List<VirtualAddress> addresses = new ArrayList<>();
  private Holdings.OnAddressLoss onAddressLoss = Holdings.OnAddressLoss.RESTORE;
  private boolean accepting = true;
  private boolean tracksOwnLink = true;
  private boolean tracksSource;
  private final List<Tracks.InterfaceTrack> links = new ArrayList<>();
  private final List<Tracks.Watched> watched = new ArrayList<>();
  private AnnouncementTiming announcements = AnnouncementTiming.DEFAULT;
  private List<String> fastFailover = List.of();
  private Duration addressProbe = Duration.ofSeconds(60);

  private TestInstance(String name) {
    this.name = name;
  }

  static TestInstance named(String name) {
    return new TestInstance(name);
  }

  TestInstance on(String newLink) {
    link = newLink;
    return this;
  }

  TestInstance version2() {
    version = VrrpVersion.V2;
    return this;
  }

  TestInstance vrid(int newVrid) {
    vrid = newVrid;
    return this;
  }

  TestInstance family(Family newFamily) {
    family = newFamily;
    return this;
  }

  TestInstance priority(int newPriority) {
    priority = newPriority;
    return this;
  }

  TestInstance interval(Duration newInterval) {
    interval = newInterval;
    return this;
  }

  TestInstance withoutPreemption() {
    preempt = false;
    return this;
  }

  TestInstance withoutHandover() {
    handover = false;
    return this;
  }

  TestInstance transport(Transport newTransport) {
    transport = newTransport;
    return this;
  }

  TestInstance unicastTo(String... peers) {
    return transport(
        new Transport.Unicast(
            null,
            Stream.of(peers).map(IpAddress::of).map(Transport.Peer::new).toList(),
            255,
            true,
            Transport.defaultGroup(family)));
  }

  TestInstance source(String address) {
    return transport(
        new Transport.Multicast(Transport.defaultGroup(family), IpAddress.of(address)));
  }

  /** Holds and advertises this address on its own link. */
  TestInstance holds(String prefix) {
    return holds(Configs.address(prefix, link));
  }

  /** Holds and advertises this address on a link with the virtual MAC address. */
  TestInstance holdsAtVirtualMac(String prefix) {
    var made = new VirtualLink("vrrp." + vrid, link, VirtualLink.virtualMac(family, vrid), false);
    ownLink = made;
    return holds(Configs.address(prefix, made.name()));
  }

  TestInstance holds(VirtualAddress... more) {
    addresses.addAll(List.of(more));
    return this;
  }

  TestInstance failsOverOnAddressLoss() {
    onAddressLoss = Holdings.OnAddressLoss.FAILOVER;
    return this;
  }

  /** Does not accept packets to its addresses. */
  TestInstance drops() {
    accepting = false;
    return this;
  }

  TestInstance ignoresItsOwnLink() {
    tracksOwnLink = false;
    return this;
  }

  TestInstance tracksItsSource() {
    tracksSource = true;
    return this;
  }

  TestInstance tracksLink(String tracked, int weight) {
    links.add(new Tracks.InterfaceTrack(tracked, weight, false));
    return this;
  }

  TestInstance tracksScript(String script, int weight) {
    watched.add(new Tracks.Watched(TrackKind.SCRIPT, script, weight, false));
    return this;
  }

  TestInstance announces(AnnouncementTiming timing) {
    announcements = timing;
    return this;
  }

  TestInstance failsOverFastBy(String bfdSession) {
    fastFailover = List.of(bfdSession);
    return this;
  }

  TestInstance probesEvery(Duration probe) {
    addressProbe = probe;
    return this;
  }

  InstanceConfig build() {
    return new InstanceConfig(
        name,
        link,
        vrid,
        family,
        new InstanceConfig.Protocol(
            version,
            version == VrrpVersion.V2 ? ChecksumForm.MESSAGE_ONLY : ChecksumForm.PSEUDO_HEADER,
            new Authentication.None()),
        transport == null
            ? new Transport.Multicast(Transport.defaultGroup(family), null)
            : transport,
        new ElectionTerms(
            version,
            priority,
            interval,
            preempt,
            Duration.ZERO,
            3,
            new ElectionTerms.AdvertPolicy(true, false, false),
            new ElectionTerms.Handover(handover, Duration.ofMillis(50), Duration.ofMillis(100))),
        new Holdings(
            ownLink == null ? List.of() : List.of(ownLink),
            addresses,
            List.of(),
            List.of(),
            List.of(),
            onAddressLoss,
            accepting),
        new Tracks(tracksOwnLink, tracksSource, links, watched),
        announcements,
        NotifyCommands.NONE,
        HookCommands.NONE,
        fastFailover,
        addressProbe);
  }
}
