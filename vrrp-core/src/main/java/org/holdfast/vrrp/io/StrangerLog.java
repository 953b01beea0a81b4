package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.RawReceiver;
import org.holdfast.linux.SpawnException;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.packet.AdvertParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the adverts whose VRID no instance of their family has (keepalived's log_unknown_vrids),
 * each VRID, sender and link once. Has a thread and sockets of its own, so that a flood of adverts
 * delays nothing else.
 */
public final class StrangerLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StrangerLog.class);

  private static final int MOST_VRID = 255;

  /** The most senders that are remembered; after that many, nothing is logged. */
  static final int MOST_STRANGERS = 256;

  /** What is logged once. */
  record Stranger(int vrid, IpAddress source, String link) {}

  private final List<RawReceiver> sockets = new ArrayList<>();
  private final Set<Stranger> known = new LinkedHashSet<>();
  private final LogThread thread;

  private StrangerLog(List<InstanceConfig> instances) {
    try {
      for (var family : Family.values()) {
        sockets.add(RawReceiver.onEveryLink(RawReceiver.VRRP, family, unused(instances, family)));
      }
      sockets.add(
          RawReceiver.onEveryLink(
              RawReceiver.AUTHENTICATION_HEADER, Family.IPV4, unused(instances, Family.IPV4)));
      thread =
          new LogThread(
              "stranger-log",
              sockets.stream().map(RawReceiver::fd).toList(),
              this::read,
              why -> log.warn("Adverts with unknown VRIDs are no longer logged: {}", why),
              this::release);
    } catch (LinuxException | SpawnException e) {
      release();
      throw e;
    }
  }

  /**
   * Starts to log.
   *
   * @param instances those whose VRIDs are known
   * @throws LinuxException when the kernel refuses a socket
   */
  public static StrangerLog start(List<InstanceConfig> instances) {
    return new StrangerLog(instances);
  }

  /** Returns the VRIDs that no instance of the family has. */
  static BitSet unused(List<InstanceConfig> instances, Family family) {
    var vrids = new BitSet();
    vrids.set(1, MOST_VRID + 1);
    for (var instance : instances) {
      if (instance.family() == family) {
        vrids.clear(instance.virtualRouterId());
      }
    }
    return vrids;
  }

  private void read(BooleanSupplier goesOn) {
    for (var socket : sockets) {
      while (goesOn.getAsBoolean() && socket.receive()) {
        var source = socket.source();
        int vrid = AdvertParser.vridOf(socket.packet(), source.family());
        if (vrid >= 0) {
          tell(new Stranger(vrid, source, AddressLog.link(socket.interfaceIndex())));
        }
      }
    }
  }

  private void tell(Stranger stranger) {
    if (known.size() < MOST_STRANGERS && known.add(stranger)) {
      log.info(
          "An advert for VRID {}, which no instance here has, came from {} on {}",
          stranger.vrid(),
          stranger.source(),
          stranger.link());
      if (known.size() == MOST_STRANGERS) {
        log.info("Further senders of adverts with unknown VRIDs are not logged");
      }
    }
  }

  private void release() {
    sockets.forEach(RawReceiver::close);
  }

  /** Stops the thread, which closes the sockets. */
  @Override
  public void close() {
    thread.close();
  }
}
