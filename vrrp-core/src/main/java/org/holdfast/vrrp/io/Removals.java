package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes objects, and restores other objects that the kernel removes with them: the other
 * addresses of a subnet together with its first IPv4 address, and routes together with an address
 * that they need. Owned by the kernel loop.
 */
final class Removals {

  private static final Logger log = LoggerFactory.getLogger(Removals.class);

  /**
   * The largest delay, in milliseconds, of the kernel's notifications about objects removed
   * together with an address.
   */
  static final long LATEST_MILLIS = 2_000;

  private final HoldingBook book;
  private final KernelTables kernel;
  private final KernelObjects objects;
  private final AddressKeeper.Later later;
  private final List<VirtualAddress> late = new ArrayList<>();
  private boolean lookPlanned;

  Removals(
      HoldingBook book, KernelTables kernel, KernelObjects objects, AddressKeeper.Later later) {
    this.book = book;
    this.kernel = kernel;
    this.objects = objects;
    this.later = later;
  }

  /**
   * Removes objects, the last kinds first.
   *
   * @return the objects that the kernel would not remove
   */
  Set<VirtualObject> remove(Collection<? extends VirtualObject> unwanted) {
    var addresses =
        unwanted.stream()
            .filter(VirtualAddress.class::isInstance)
            .map(VirtualAddress.class::cast)
            .toList();
    if (!addresses.isEmpty()) {
      late.addAll(addresses);
      later.run(() -> addresses.forEach(late::remove), LATEST_MILLIS);
    }
    var left = objects.remove(unwanted);
    if (!addresses.isEmpty() && !lookPlanned && !book.serving().isEmpty()) {
      lookPlanned = true;
      later.run(this::restoreRemovedAlong, 0);
    }
    return left;
  }

  private void restoreRemovedAlong() {
    lookPlanned = false;
    var serving = book.serving();
    var present = kernel.present(serving.stream().flatMap(holding -> holding.addresses().stream()));
    for (var holding : serving) {
      var missing =
          holding.expected().stream()
              .filter(address -> kernel.find(address, present).isEmpty())
              .filter(this::wasRemovedAlong)
              .toList();
      var back = objects.addresses.putBack(missing);
      if (!back.isEmpty()) {
        log.info(
            "({}) {} were removed by the kernel with others of their subnets: put back",
            holding.name(),
            back);
        holding.campaign.once(Campaign.places(List.copyOf(back)));
      }
      objects.putBack(holding.trackedCompanions());
    }
  }

  /**
   * Whether the kernel may have removed the address together with one that this process removed,
   * which happens only in IPv4 subnets.
   */
  boolean wasRemovedAlong(VirtualAddress address) {
    return address.address().family() == Family.IPV4
        && late.stream()
            .anyMatch(removed ->
                removed.interfaceName().equals(address.interfaceName())
                    && removed.prefix().length() == address.prefix().length()
                    && removed.prefix().contains(address.address()));
  }

  /** Whether the kernel may have removed routes with an address that this process removed. */
  boolean areRecent() {
    return !late.isEmpty();
  }
}
