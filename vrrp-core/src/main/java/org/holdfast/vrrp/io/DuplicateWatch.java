package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.vrrp.VirtualAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries addresses that the kernel does not use because duplicate address detection (RFC 4862
 * section 5.4) found them on another host, which during a handover is the previous master that
 * still serves. The kernel does not retry by itself; this class does until the address is free.
 * Owned by the kernel loop.
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
   * Records the state of one of our addresses.
   *
   * @return whether the address has become usable after an earlier failure
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

  /** Stops retrying an address that is no longer wanted. */
  void forget(VirtualAddress address) {
    waits.remove(address.toString());
  }
}
