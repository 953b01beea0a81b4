package org.holdfast.vrrp.io;

import java.util.List;
import java.util.stream.Stream;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.io.AddressKeeper.LossListener;
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
   * @param recorder writes down what is held
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

  /** An address is gone, by this process or another. */
  void removed(LinkAddress removed) {
    for (var holding : book.all()) {
      if (!holding.wanted) {
        continue;
      }
      for (var address : holding.expected()) {
        if (address.tracked() && kernel.matches(address, removed)) {
          lost(holding, address);
        }
      }
    }
  }

  /** An address has come or changed: duplicate address detection may be over. */
  void changed(LinkAddress present) {
    for (var holding : book.serving()) {
      for (var address : holding.addresses()) {
        if (kernel.matches(address, present)) {
          lookAtDetection(holding, address, present);
        }
      }
    }
  }

  private void lookAtDetection(Holding holding, VirtualAddress address, LinkAddress present) {
    if (ownership.isOurs(address.toString(), present)
        && duplicates.hasChanged(holding.name(), address, present)) {
      announce(holding, address);
    }
  }

  /** An address that another host had: perhaps that host has let go. */
  private void tryAgain(VirtualAddress address) {
    boolean wanted = book.serving().stream().anyMatch(holding -> holding.has(address));
    if (wanted) {
      placer.replace(address);
    } else {
      duplicates.forget(address);
    }
  }

  /** The address is not wanted any longer. */
  void forget(VirtualAddress address) {
    duplicates.forget(address);
  }

  /** Compares all addresses that are wanted with those that are there. */
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
      // It has never been there: no program has removed it.
      if (!placer.put(List.of(address)).isEmpty()) {
        log.info("({}) {} could be added at last", instance, address);
        announce(holding, address);
        recorder.run();
      }
      return;
    }
    switch (holding.holdings().onAddressLoss()) {
      case RESTORE -> {
        // The notification may be of a removal by this process that has been overtaken: adding
        // tells.
        if (!placer.put(List.of(address)).isEmpty()) {
          if (removals.wentAlong(address)) {
            log.info("({}) {} went with others of its subnet: put back", instance, address);
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

  private static void announce(Holding holding, VirtualAddress address) {
    holding.campaign.once(Campaign.places(List.of(address)));
  }
}
