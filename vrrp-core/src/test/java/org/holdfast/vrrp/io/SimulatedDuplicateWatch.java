package org.holdfast.vrrp.io;

import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.VirtualAddress;

/**
 * The real retries of an address whose duplicate address detection fails, on the simulation's time.
 */
public final class SimulatedDuplicateWatch {

  private static final VirtualAddress ADDRESS =
      new VirtualAddress(
          IpPrefix.of("2001:db8::10/64"), "eth0", 0, null, null, null, true, true, true);
  private static final LinkAddress PRESENT =
      new LinkAddress(
          2,
          ADDRESS.prefix(),
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          LinkAddress.FOREVER,
          LinkAddress.FOREVER);

  private final DuplicateWatch watch;

  /**
   * @param later runs a task on the kernel loop after a number of milliseconds
   * @param retry adds the address again
   */
  public SimulatedDuplicateWatch(ObjLongConsumer<Runnable> later, Runnable retry) {
    watch = new DuplicateWatch(later::accept, _ -> retry.run());
  }

  /** The kernel reports that another host has the address. */
  public void failed() {
    watch.hasChanged("VI", ADDRESS, PRESENT.withFlags(LinkAddress.DAD_FAILED));
  }

  /**
   * The kernel reports that the address is usable.
   *
   * @return whether it was not before
   */
  public boolean usable() {
    return watch.hasChanged("VI", ADDRESS, PRESENT);
  }

  /** The address is no longer wanted. */
  public void forget() {
    watch.forget(ADDRESS);
  }
}
