package org.holdfast.vrrp.io;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteRemoval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distributes the kernel's notifications: those of links and addresses first to the election loop
 * and then to the kernel loop, those of removed routes and rules to the kernel loop only.
 */
final class KernelFollower {

  private static final Logger log = LoggerFactory.getLogger(KernelFollower.class);

  /**
   * The largest number of notifications that wait for the kernel loop; beyond that it compares
   * everything instead.
   */
  static final int MOST_UNFOLLOWED = 4096;

  private final Executor loop;
  private final KernelTables tables;
  private final AddressKeeper keeper;
  private final LinkMonitor monitor;
  private final LinkResync resync;
  private final Consumer<Link> linkGone;
  private final AtomicInteger unfollowed = new AtomicInteger();

  /**
   * @param loop runs a task on the kernel loop
   * @param monitor the election's link monitor
   * @param linkGone called on the kernel loop with each deleted link
   */
  KernelFollower(
      Executor loop,
      KernelTables tables,
      AddressKeeper keeper,
      LinkMonitor monitor,
      LinkResync resync,
      Consumer<Link> linkGone) {
    this.loop = loop;
    this.tables = tables;
    this.keeper = keeper;
    this.monitor = monitor;
    this.resync = resync;
    this.linkGone = linkGone;
  }

  /** Returns the listener for links and addresses, called on the election loop. */
  KernelNews.Listener<RouteEvent> events() {
    return new EventListener();
  }

  /** Returns the listener for removed routes and rules, called on the kernel loop. */
  KernelNews.Listener<RouteRemoval> removals() {
    return new RemovalListener();
  }

  /** Notifies the election first; the kernel loop follows in the same order. */
  private final class EventListener implements KernelNews.Listener<RouteEvent> {

    @Override
    public void happened(List<RouteEvent> batch) {
      try {
        var taken = monitor.take(batch);
        follow(taken.forKernel());
        if (taken.needsListing()) {
          resync.request(false);
        }
      } catch (Throwable failure) {
        log.error("Handling a notification of the kernel failed", failure);
      }
    }

    @Override
    public void lost() {
      if (resync.request(true)) { // one line for a storm
        log.warn("Notifications of the kernel were lost: reading links and addresses again");
      }
    }
  }

  /** Called on the kernel loop, because the election does not need routes and rules. */
  private final class RemovalListener implements KernelNews.Listener<RouteRemoval> {

    @Override
    public void happened(List<RouteRemoval> batch) {
      for (var removal : batch) {
        Guarded.run("Handling the removal of a route or rule", () -> keeper.routeRemoved(removal));
      }
    }

    @Override
    public void lost() {
      Guarded.run("Verifying routes and rules", keeper::routeReportsLost);
    }
  }

  /**
   * Passes notifications to the kernel loop. A kernel loop that is far behind compares everything
   * once instead of handling each notification.
   */
  private void follow(List<RouteEvent> batch) {
    if (batch.isEmpty()) {
      return;
    }
    if (unfollowed.get() > MOST_UNFOLLOWED) {
      resync.request(true);
      return;
    }
    unfollowed.addAndGet(batch.size());
    loop.execute(() -> {
      unfollowed.addAndGet(-batch.size());
      for (var event : batch) {
        Guarded.run("Handling a notification of the kernel", () -> follow(event));
      }
    });
  }

  private void follow(RouteEvent event) {
    switch (event) {
      case RouteEvent.LinkChanged(Link link) -> linkChanged(link);
      case RouteEvent.LinkRemoved(Link link) -> {
        tables.linkGone(link);
        linkGone.accept(link);
        keeper.linkTurned();
        keeper.linkLost(link.name());
      }
      case RouteEvent.AddressChanged(LinkAddress address) -> keeper.addressChanged(address);
      case RouteEvent.AddressRemoved(LinkAddress address) -> keeper.addressRemoved(address);
    }
  }

  private void linkChanged(Link link) {
    var oldName = tables.nameOf(link.index()).filter(name -> !name.equals(link.name()));
    var before = tables.link(link.name());
    tables.linkIs(link);
    oldName.ifPresent(name -> keeper.linkRenamed(name, link));
    if (before.isEmpty() || !isSame(before.get(), link)) {
      keeper.linkChanged(link.name());
    } else if (before.get().isUp() != link.isUp() || before.get().isRunning() != link.isRunning()) {
      keeper.linkTurned();
      if (!link.isUp()) {
        keeper.linkLost(link.name());
      }
    }
  }

  private static boolean isSame(Link before, Link now) {
    return before.index() == now.index() && before.mac().equals(now.mac());
  }
}
