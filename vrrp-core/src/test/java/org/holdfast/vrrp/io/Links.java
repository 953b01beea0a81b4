package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.OperState;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.LinksConfig;

/** Links and addresses for tests, as the kernel reports them. */
final class Links {

  static final int UP = 0x1;
  static final int RUNNING = 0x40;

  private Links() {}

  /** Returns a monitor of these instances, with every change of a link counting at once. */
  static LinkMonitor monitor(List<InstanceConfig> instances) {
    return new LinkMonitor(
        instances, (index, family) -> true, LinksConfig.DEFAULT, () -> 0, instant -> {});
  }

  /** Returns a link that is up but has no carrier. */
  static Link down(int index, String name) {
    return link(index, name, UP);
  }

  /** Returns a link that is up and running. */
  static Link up(int index, String name) {
    return link(index, name, UP | RUNNING);
  }

  static Link link(int index, String name, int flags) {
    return link(index, name, flags, 1500);
  }

  static Link link(int index, String name, int flags, int mtu) {
    return new Link(
        index,
        name,
        flags,
        OperState.UP,
        1,
        OptionalLong.of(0x0200_0000_0001L),
        mtu,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  /** Returns a macvlan link. */
  static Link macvlan(int index, String name, int base, MacAddress mac, boolean up) {
    return new Link(
        index,
        name,
        up ? UP | RUNNING : 0,
        OperState.UP,
        1,
        OptionalLong.of(mac.bits()),
        1500,
        OptionalInt.empty(),
        OptionalInt.of(base),
        Optional.of("macvlan"));
  }

  /** An ipvlan that is down, on the link with the index {@code base}. */
  static Link ipvlan(int index, String name, int base) {
    return new Link(
        index,
        name,
        0,
        OperState.UP,
        1,
        OptionalLong.of(1),
        1500,
        OptionalInt.empty(),
        OptionalInt.of(base),
        Optional.of("ipvlan"));
  }

  /** Returns the same link with another name. */
  static Link named(Link link, String name) {
    return new Link(
        link.index(),
        name,
        link.flags(),
        link.operState(),
        link.hardwareType(),
        link.mac(),
        link.mtu(),
        link.master(),
        link.lower(),
        link.kind());
  }

  /** Returns the same link up or down. */
  static Link up(Link link, boolean up) {
    return new Link(
        link.index(),
        link.name(),
        up ? UP | RUNNING : 0,
        link.operState(),
        link.hardwareType(),
        link.mac(),
        link.mtu(),
        link.master(),
        link.lower(),
        link.kind());
  }

  /** Returns an address that another program has added. */
  static LinkAddress address(int link, String prefix) {
    return new LinkAddress(
        link,
        IpPrefix.of(prefix),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        LinkAddress.FOREVER,
        LinkAddress.FOREVER);
  }
}
