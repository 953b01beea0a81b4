package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.linux.PresenceSocket;
import org.holdfast.linux.loop.LoopFd;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.nftables.NftKernel;
import org.holdfast.linux.nftables.NftRemovals;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteEvents;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteRemoval;
import org.holdfast.linux.route.RouteRemovals;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/** The netlink sockets of this process in the calling thread's network namespace. */
final class NetlinkPorts implements KernelPorts {

  private final RouteEvents events;
  private final RouteRemovals removals;
  private final RouteKernel kernel;
  private final PresenceSocket presence;
  private final NanoClock clock;
  private @Nullable NftKernel nftables;
  private @Nullable NftRemovals nftablesRemovals;

  private NetlinkPorts(
      RouteEvents events,
      RouteRemovals removals,
      RouteKernel kernel,
      PresenceSocket presence,
      NanoClock clock) {
    this.events = events;
    this.removals = removals;
    this.kernel = kernel;
    this.presence = presence;
    this.clock = clock;
  }

  /**
   * Subscribes to notifications first, so that no change falls between the subscription and the
   * first list.
   *
   * @throws org.holdfast.linux.LinuxException if the kernel refuses
   */
  static NetlinkPorts open(NanoClock clock) {
    RouteEvents events = null;
    RouteRemovals removals = null;
    RouteKernel kernel = null;
    try {
      events = RouteEvents.open();
      removals = RouteRemovals.open();
      kernel = RouteKernel.open(clock);
      return new NetlinkPorts(
          events, removals, kernel, PresenceSocket.open(KernelSide.PRESENCE), clock);
    } catch (RuntimeException e) {
      if (kernel != null) {
        kernel.close();
      }
      if (removals != null) {
        removals.close();
      }
      if (events != null) {
        events.close();
      }
      throw e;
    }
  }

  @Override
  public RouteKernel kernel() {
    return kernel;
  }

  @Override
  public NewsPort<RouteEvent> events() {
    return new NewsPort<>() {
      @Override
      public Reception receive(Consumer<RouteEvent> consumer) {
        return events.receive(consumer);
      }

      @Override
      public Runnable listen(IoEventLoop loop, Runnable readable) {
        return LoopFd.join(loop, events.fd(), readable)::leave;
      }
    };
  }

  @Override
  public NewsPort<RouteRemoval> removals() {
    return new NewsPort<>() {
      @Override
      public Reception receive(Consumer<RouteRemoval> consumer) {
        return removals.receive(consumer);
      }

      @Override
      public Runnable listen(IoEventLoop loop, Runnable readable) {
        return LoopFd.join(loop, removals.fd(), readable)::leave;
      }
    };
  }

  @Override
  public NftKernel nftables() {
    var open = nftables;
    if (open == null) {
      open = NftKernel.open(clock);
      nftables = open;
    }
    return open;
  }

  @Override
  public NewsPort<String> nftablesRemovals() {
    var open = nftablesRemovals == null ? NftRemovals.open() : nftablesRemovals;
    nftablesRemovals = open;
    return new NewsPort<>() {
      @Override
      public Reception receive(Consumer<String> consumer) {
        return open.receive(consumer);
      }

      @Override
      public Runnable listen(IoEventLoop loop, Runnable readable) {
        return LoopFd.join(loop, open.fd(), readable)::leave;
      }
    };
  }

  @Override
  public boolean isAlone() {
    return presence.isAlone();
  }

  @Override
  public void close() {
    if (nftablesRemovals != null) {
      nftablesRemovals.close();
    }
    if (nftables != null) {
      nftables.close();
    }
    removals.close();
    kernel.close();
    presence.close();
  }

  @Override
  public void closeEvents() {
    events.close();
  }
}
