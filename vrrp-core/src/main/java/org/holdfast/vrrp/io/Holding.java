package org.holdfast.vrrp.io;

import java.util.List;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;

/** What one instance holds or not. Owned by the kernel loop. */
final class Holding {

  /** What this life has done about it. */
  enum Standing {
    /** Nothing yet: an earlier life may have left some of it. */
    UNKNOWN,
    HELD,
    FREE
  }

  final String key;
  final Campaign campaign;
  InstanceConfig config;
  boolean wanted;
  boolean retired;
  Standing standing = Standing.UNKNOWN;
  long restored;

  /** Whether it has let go of what the next master is to probe for, and serves on without. */
  boolean yielded;

  Holding(String key, InstanceConfig config, Campaign campaign) {
    this.key = key;
    this.config = config;
    this.campaign = campaign;
  }

  String name() {
    return config.name();
  }

  Holdings holdings() {
    return config.holdings();
  }

  List<VirtualAddress> addresses() {
    return config.holdings().all().toList();
  }

  /** Those that are to be there as long as the instance holds any. */
  List<VirtualAddress> expected() {
    return config
        .holdings()
        .all()
        .filter(one -> !yielded || !one.duplicateAddressDetection())
        .toList();
  }

  boolean isHeld() {
    return standing == Standing.HELD;
  }

  /** Whether it has that address on that link, whatever else is configured for it. */
  boolean has(VirtualAddress address) {
    return config.holdings().all().anyMatch(held -> isSamePlace(held, address));
  }

  static boolean isSamePlace(VirtualAddress one, VirtualAddress other) {
    return one.prefix().equals(other.prefix()) && one.interfaceName().equals(other.interfaceName());
  }
}
