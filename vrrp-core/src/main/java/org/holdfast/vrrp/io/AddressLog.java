package org.holdfast.vrrp.io;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.holdfast.linux.LinuxException;
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

  private final RouteEvents events = RouteEvents.open();
  private final LogThread thread =
      new LogThread(
          "address-log",
          List.of(events.fd()),
          this::read,
          why -> log.warn("Changes of addresses are no longer logged: {}", why),
          events::close);

  private AddressLog() {}

  /**
   * Starts to log.
   *
   * @throws LinuxException when the kernel refuses the socket
   */
  public static AddressLog start() {
    return new AddressLog();
  }

  private void read(BooleanSupplier goesOn) {
    var read = Reception.MESSAGES;
    while (goesOn.getAsBoolean() && read != Reception.NOTHING) {
      read = events.receive(AddressLog::tell);
      if (read == Reception.OVERRUN) {
        log.warn("Changes of addresses came too fast: some are not logged");
      }
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
    thread.close();
  }
}
