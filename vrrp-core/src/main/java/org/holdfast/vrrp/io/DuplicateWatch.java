package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.vrrp.VirtualAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses of ours that the kernel keeps unused because duplicate address detection (RFC 4862
 * section 5.4) found another host with them: in a handover the router before us, which still
 * serves. The kernel never tries again by itself; this does, until the address is free. Owned by
 * the kernel loop.
 */
final class DuplicateWatch {

  private static final Logger log = LoggerFactory.getLogger(DuplicateWatch.class);

  private static final long FIRST_MILLIS = 300;
  private static final long LONGEST_MILLIS = 10_000;

  private final AddressKeeper.Later later;
  private final Consumer<VirtualAddress> retry;
  private final Map<String, Long> waits = new HashMap<>();

  DuplicateWatch(AddressKeeper.Later later, Consumer<VirtualAddress> retry) {
    this.later = later;
    this.retry = retry;
  }

  /**
   * Takes note of how an address of ours is.
   *
   * @return whether it has become usable after all
   */
  boolean hasChanged(String instance, VirtualAddress address, LinkAddress present) {
    var text = address.toString();
    if ((present.flags() & LinkAddress.DAD_FAILED) != 0) {
      failed(instance, address);
      return false;
    }
    if ((present.flags() & LinkAddress.TENTATIVE) != 0 || waits.remove(text) == null) {
      return false;
    }
    log.info("({}) {} is usable now: no other host has it", instance, text);
    return true;
  }

  private void failed(String instance, VirtualAddress address) {
    var text = address.toString();
    var before = waits.get(text);
    long wait = before == null ? FIRST_MILLIS : Math.min(2 * before, LONGEST_MILLIS);
    waits.put(text, wait);
    if (before == null) {
      log.warn(
          "({}) {} is not usable: another host has it (duplicate address detection failed);"
              + " trying again until it is free",
          instance,
          text);
    }
    later.run(
        () -> {
          if (waits.containsKey(text)) {
            retry.accept(address);
          }
        },
        wait);
  }

  /** It is not wanted any longer. */
  void forget(VirtualAddress address) {
    waits.remove(address.toString());
  }
}
