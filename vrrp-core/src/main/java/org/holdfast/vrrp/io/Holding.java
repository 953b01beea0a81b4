package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualObject;

/** What one instance holds or not. Owned by the kernel loop. */
final class Holding {

  /** What this process has done about it. */
  enum Standing {
    /** Nothing yet: an earlier process may have left some of it. */
    UNKNOWN,
    HELD,
    FREE
  }

  final InstanceId instance;
  final Campaign campaign;
  InstanceConfig config;
  boolean wanted;
  boolean retired;
  Standing standing = Standing.UNKNOWN;

  /** Whether it has let go of what the next master is to probe for, and serves on without. */
  boolean yielded;

  private final Map<String, Long> restored = new TreeMap<>();

  Holding(InstanceId instance, InstanceConfig config, Campaign campaign) {
    this.instance = instance;
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

  /** Addresses, routes and rules, in the order of taking. */
  List<VirtualObject> objects() {
    return config.holdings().objects();
  }

  /** Routes and rules: all but the addresses. */
  List<VirtualObject> companions() {
    return Stream.<List<? extends VirtualObject>>of(
            config.holdings().routes(), config.holdings().rules())
        .<VirtualObject>flatMap(List::stream)
        .toList();
  }

  /** The addresses that are to be there as long as the instance holds any. */
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

  /** Whether the instance is to have its objects, and has been given them. */
  boolean isServing() {
    return wanted && isHeld();
  }

  /** Whether it has that object, whatever else is configured for it. */
  boolean has(VirtualObject object) {
    if (object instanceof VirtualAddress address) {
      return config.holdings().all().anyMatch(held -> isSamePlace(held, address));
    }
    var sought = KernelRecords.identity(object);
    return companions().stream().anyMatch(held -> KernelRecords.identity(held).equals(sought));
  }

  static boolean isSamePlace(VirtualAddress one, VirtualAddress other) {
    return one.prefix().equals(other.prefix()) && one.interfaceName().equals(other.interfaceName());
  }

  /** An object was put back after another program had removed it. */
  void restored(VirtualObject object) {
    restored.merge(object.kind(), 1L, Long::sum);
  }

  /** How many objects of a kind were put back. */
  long restored(String kind) {
    return restored.getOrDefault(kind, 0L);
  }
}
