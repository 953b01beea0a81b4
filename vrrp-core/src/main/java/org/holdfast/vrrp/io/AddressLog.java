package org.holdfast.vrrp.io;

import java.net.NetworkInterface;
import java.net.SocketException;
import org.holdfast.linux.FdPoll;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.SpawnException;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs every address that is added to or removed from this host, whichever program does it
 * (keepalived's -a). Has a thread and a socket of its own, so that a flood of changes delays
 * nothing else; what the socket or the log cannot hold is dropped.
 */
public final class AddressLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AddressLog.class);

  private static final long HOUR = 3_600_000_000_000L;

  private final FdPoll poll;
  private final RouteEvents events;
  private final Thread thread;
  private volatile boolean closed;

  private AddressLog() {
    poll = new FdPoll();
    events = RouteEvents.open();
    thread = Thread.ofPlatform().name("address-log").daemon().start(this::follow);
  }

  /**
   * Starts to log.
   *
   * @throws LinuxException when the kernel refuses the socket
   */
  public static AddressLog start() {
    return new AddressLog();
  }

  private void follow() {
    try {
      poll.add(events.fd());
      while (!closed) {
        poll.await(HOUR);
        var read = Reception.MESSAGES;
        while (!closed && read != Reception.NOTHING) {
          read = events.receive(AddressLog::tell);
          if (read == Reception.OVERRUN) {
            log.warn("Changes of addresses came too fast: some are not logged");
          }
        }
      }
    } catch (LinuxException | SpawnException e) {
      log.warn("Changes of addresses are no longer logged: {}", e.getMessage());
    } finally {
      events.close();
      poll.close();
    }
  }

  private static void tell(RouteEvent event) {
    switch (event) {
      case RouteEvent.AddressChanged(LinkAddress address) ->
          log.info("Address {} was added on {}", address.prefix(), link(address.link()));
      case RouteEvent.AddressRemoved(LinkAddress address) ->
          log.info("Address {} was removed from {}", address.prefix(), link(address.link()));
      case RouteEvent.LinkChanged _, RouteEvent.LinkRemoved _ -> {}
    }
  }

  /** Returns the link's name, or its index if it is gone. */
  static String link(int index) {
    try {
      var link = NetworkInterface.getByIndex(index);
      return link == null ? "link " + index : link.getName();
    } catch (SocketException e) {
      return "link " + index;
    }
  }

  /** Stops the thread, which closes the socket. */
  @Override
  public void close() {
    closed = true;
    poll.wake();
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
