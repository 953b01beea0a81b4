package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualDrop;

/**
 * Restores the firewall table when another program has removed or changed it: soon after the kernel
 * reports a removal, and when it is periodically compared with the kernel's. If another program
 * keeps removing it, it is looked at five times a second at most. Owned by the kernel loop.
 */
final class DropRepairs {

  static final long PAUSE_MILLIS = 200;

  private final HoldingBook book;
  private final KernelObjects objects;
  private final AddressKeeper.Later later;
  private boolean planned;

  DropRepairs(HoldingBook book, KernelObjects objects, AddressKeeper.Later later) {
    this.book = book;
    this.objects = objects;
    this.later = later;
  }

  /** Checks the table soon, because something was removed from it, possibly by this process. */
  void doubt() {
    if (!planned) {
      planned = true;
      later.run(this::look, PAUSE_MILLIS);
    }
  }

  private void look() {
    planned = false;
    verify();
  }

  /** Compares the table with the kernel's and restores it. */
  void verify() {
    var serving = book.serving();
    var wanted = new ArrayList<VirtualDrop>();
    serving.forEach(holding -> wanted.addAll(wanted(holding)));
    if (wanted.isEmpty() && objects.drops.name() == null) {
      return;
    }
    var missing = objects.drops.verify(wanted);
    if (!missing.isEmpty()) {
      serving.forEach(
          holding -> wanted(holding).stream().filter(missing::contains).forEach(holding::restored));
    }
  }

  private List<VirtualDrop> wanted(Holding holding) {
    if (holding.drops().isEmpty()) {
      return List.of();
    }
    var wanted = new ArrayList<>(holding.drops());
    for (VirtualAddress address : holding.addresses()) {
      if (objects.addresses.isForeign(address)) {
        wanted.remove(VirtualDrop.of(address));
      }
    }
    return wanted;
  }
}
