package org.holdfast.vrrp.io;

import java.util.List;
import java.util.stream.Stream;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.io.AddressKeeper.LossListener;
import org.holdfast.vrrp.io.Holding.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the addresses that masters hold with the kernel's: puts back or reports those that
 * another program has removed, and adds again those whose duplicate address detection has failed.
 * Owned by the kernel loop.
 */
final class AddressRepairs {

  private static final Logger log = LoggerFactory.getLogger(AddressRepairs.class);

  private final HoldingBook book;
  private final KernelTables kernel;
  private final AddressPlacer placer;
  private final Ownership ownership;
  private final Removals removals;
  private final DuplicateWatch duplicates;
  private final LossListener losses;
  private final Runnable recorder;

  /**
   * @param recorder records the holdings in the state file
   */
  AddressRepairs(
      HoldingBook book,
      KernelTables kernel,
      AddressPlacer placer,
      Ownership ownership,
      Removals removals,
      AddressKeeper.Later later,
      LossListener losses,
      Runnable recorder) {
    this.book = book;
    this.kernel = kernel;
    this.placer = placer;
    this.ownership = ownership;
    this.removals = removals;
    this.losses = losses;
    this.recorder = recorder;
    duplicates = new DuplicateWatch(later, this::tryAgain);
  }

  /** Handles the notification that an address was removed, by this process or another program. */
  void removed(LinkAddress removed) {
    var place = new Place(removed.prefix(), kernel.name(removed.link()));
    for (var holding : book.all()) {
      if (holding.wanted) {
        holding
            .at(place)
            .filter(address -> address.tracked() && holding.expects(address))
            .ifPresent(address -> lost(holding, address));
      }
    }
  }

  /**
   * Handles the notification that an address was added or changed, possibly by the end of duplicate
   * address detection.
   */
  void changed(LinkAddress present) {
    var place = new Place(present.prefix(), kernel.name(present.link()));
    for (var holding : book.serving()) {
      holding.at(place).ifPresent(address -> lookAtDetection(holding, address, present));
    }
  }

  private void lookAtDetection(Holding holding, VirtualAddress address, LinkAddress present) {
    if (ownership.isOurs(address.toString(), present)
        && duplicates.hasChanged(holding.name(), address, present)) {
      announce(holding, address);
    }
  }

  /**
   * Adds an address again whose duplicate address detection failed, in case the other host has
   * removed it.
   */
  private void tryAgain(VirtualAddress address) {
    boolean wanted = book.serving().stream().anyMatch(holding -> holding.has(address));
    if (wanted) {
      placer.replace(address);
    } else {
      duplicates.forget(address);
    }
  }

  /** Stops retrying an address that is no longer wanted. */
  void forget(VirtualAddress address) {
    duplicates.forget(address);
  }

  /** Compares all wanted addresses with the kernel's and repairs the differences. */
  void verify() {
    var wanted = book.all().stream().filter(holding -> holding.wanted).toList();
    var present = kernel.present(wanted.stream().flatMap(holding -> holding.addresses().stream()));
    for (var holding : wanted) {
      for (var address : holding.expected()) {
        var found = kernel.find(address, present);
        if (found.isPresent()) {
          lookAtDetection(holding, address, found.get());
        } else if (address.tracked() || !ownership.isHeld(address.toString())) {
          lost(holding, address);
        }
      }
    }
  }

  private void lost(Holding holding, VirtualAddress address) {
    var instance = holding.name();
    if (!ownership.isHeld(address.toString())) {
      // The kernel never had it, so that no program has removed it.
      if (!placer.put(List.of(address)).isEmpty()) {
        log.info("({}) {} has been added after earlier failures", instance, address);
        announce(holding, address);
        recorder.run();
      }
      return;
    }
    switch (holding.holdings().onAddressLoss()) {
      case RESTORE -> {
        if (restored(address)) {
          if (removals.wasRemovedAlong(address)) {
            log.info(
                "({}) {} was removed by the kernel with others of its subnet: put back",
                instance,
                address);
          } else {
            holding.restored(address);
            log.warn("({}) {} was removed by another program: put back", instance, address);
          }
          announce(holding, address);
        }
      }
      case FAILOVER -> {
        var present = kernel.present(Stream.of(address));
        if (present.isWhole() && kernel.find(address, present).isEmpty()) {
          losses.lost(holding.instance, address);
        }
      }
    }
  }

  /**
   * Adds an address if it is missing. The notification may be about an earlier removal by this
   * process, and only adding shows whether the address is missing. One that is there stays as it
   * is: replacing it would cause the same notification again.
   */
  private boolean restored(VirtualAddress address) {
    if (!placer.putBack(List.of(address)).isEmpty()) {
      return true;
    }
    var present = kernel.present(Stream.of(address));
    return kernel.find(address, present).isEmpty() && !placer.put(List.of(address)).isEmpty();
  }

  private static void announce(Holding holding, VirtualAddress address) {
    holding.campaign.once(Campaign.places(List.of(address)));
  }
}
