package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.linux.FdPoll;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.RawReceiver;
import org.holdfast.linux.SpawnException;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the adverts whose VRID no instance of their family has (keepalived's log_unknown_vrids),
 * each VRID, sender and link once. Has a thread and sockets of its own, so that a flood of adverts
 * delays nothing else. Adverts in an Authentication Header are not seen.
 */
public final class StrangerLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StrangerLog.class);

  private static final long HOUR = 3_600_000_000_000L;
  private static final int MOST_VRID = 255;
  private static final int VRID = 1;

  /** The most senders that are remembered; after that many, nothing is logged. */
  static final int MOST_STRANGERS = 256;

  /** What is logged once. */
  record Stranger(int vrid, IpAddress source, String link) {}

  private final FdPoll poll = new FdPoll();
  private final List<RawReceiver> sockets = new ArrayList<>();
  private final Set<Stranger> known = new LinkedHashSet<>();
  private final Thread thread;
  private volatile boolean closed;

  private StrangerLog(List<InstanceConfig> instances) {
    try {
      for (var family : Family.values()) {
        var socket = RawReceiver.onEveryLink(family, unused(instances, family));
        sockets.add(socket);
        poll.add(socket.fd());
      }
    } catch (LinuxException e) {
      release();
      throw e;
    }
    thread = Thread.ofPlatform().name("stranger-log").daemon().start(this::follow);
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

  private void follow() {
    try {
      while (!closed) {
        poll.await(HOUR);
        for (var socket : sockets) {
          while (!closed && socket.receive()) {
            if (socket.payload().remaining() > VRID) {
              int vrid = socket.payload().get(socket.payload().position() + VRID) & 0xff;
              tell(new Stranger(vrid, socket.source(), AddressLog.link(socket.interfaceIndex())));
            }
          }
        }
      }
    } catch (LinuxException | SpawnException e) {
      log.warn("Adverts with unknown VRIDs are no longer logged: {}", e.getMessage());
    } finally {
      release();
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
    poll.close();
  }

  /** Stops the thread, which closes the sockets. */
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
