package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.linux.Device;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.MessageBatch;
import org.holdfast.linux.RawReceiver;
import org.holdfast.linux.loop.LoopFd;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.packet.AdvertParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receive sockets of all instances, one for each link, protocol, and group or unicast address.
 * Instances with the same key share one; a packet is assigned to one of them by VRID and then by
 * peer. Owned by the election loop.
 */
final class AdvertReceivers implements LinkMonitor.Groups {

  private static final Logger log = LoggerFactory.getLogger(AdvertReceivers.class);

  /** Packets that one system call fetches. */
  private static final int BATCH = 8;

  /** Packets read before timers and other descriptors are served: whole batches. */
  private static final int AT_ONE_GO = 8 * BATCH;

  /**
   * Packets read before a deadline is acted upon: as many as fit into a socket's buffer, which the
   * kernel doubles and charges with 768 bytes or more for each packet. Packets that arrive during
   * this reading are not waited for.
   */
  private static final int DRAINED = 350 * BATCH;

  private static final int BUFFER_BYTES = 1 << 20;

  private final IoEventLoop loop;
  private final Map<Key, Receiver> receivers = new HashMap<>();
  private final MessageBatch batch = RawReceiver.batchOf(BATCH);

  AdvertReceivers(IoEventLoop loop) {
    this.loop = loop;
  }

  /** Identifies a receive socket. */
  record Key(int protocol, Device device, IpAddress local) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && protocol == that.protocol
          && device.equals(that.device)
          && local.equals(that.local);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * protocol + device.hashCode()) + local.hashCode();
    }
  }

  /** Receives packets for one VRID; {@code socket} holds the packet until the call returns. */
  interface Subscriber {
    int vrid();

    /**
     * Whether the instance expects adverts from that source; asked if several instances share the
     * VRID.
     */
    boolean isPeer(IpAddress source);

    void received(RawReceiver socket);
  }

  /** Registers the subscriber with the key's receiver, whose socket is opened if needed. */
  Receiver subscribe(Key key, Subscriber subscriber) {
    var receiver = receivers.computeIfAbsent(key, Receiver::new);
    receiver.add(subscriber);
    return receiver;
  }

  /**
   * Lets all sockets leave their groups before any joins again, because the kernel counts
   * memberships: a socket that left later would undo an earlier socket's new membership.
   */
  @Override
  public boolean rejoin(int link, Family family) {
    var there =
        receivers.values().stream()
            .filter(receiver -> receiver.key.device().index() == link)
            .filter(receiver -> receiver.key.local().isMulticast())
            .filter(receiver -> receiver.key.local().family() == family)
            .toList();
    there.forEach(receiver -> receiver.socket.leaveGroup());
    boolean joined = true;
    for (var receiver : there) {
      joined &= receiver.rejoin();
    }
    return joined;
  }

  /** One socket and its subscribers. */
  final class Receiver {

    private final Key key;
    private final List<List<Subscriber>> byVrid = new ArrayList<>();

    /** The subscriber of each VRID that has only one, which is found without the list. */
    private final @Nullable Subscriber[] only = new @Nullable Subscriber[256];

    private final BitSet vrids = new BitSet(256);
    private final RawReceiver socket;
    private final LoopFd onLoop;

    private Receiver(Key key) {
      this.key = key;
      for (int vrid = 0; vrid < 256; vrid++) {
        byVrid.add(List.of());
      }
      socket =
          key.local().isMulticast()
              ? RawReceiver.multicast(key.protocol(), key.device(), key.local(), vrids)
              : RawReceiver.unicast(key.protocol(), key.device().particular(), key.local(), vrids);
      try {
        socket.share(batch);
        socket.receiveBuffer(BUFFER_BYTES);
        onLoop = LoopFd.join(loop, socket.fd(), () -> read(AT_ONE_GO));
      } catch (RuntimeException e) {
        socket.close();
        throw e;
      }
    }

    private void add(Subscriber subscriber) {
      var all = new ArrayList<>(byVrid.get(subscriber.vrid()));
      all.add(subscriber);
      change(subscriber.vrid(), all);
    }

    /** Removes the subscriber. Closes the socket with the last one. */
    void unsubscribe(Subscriber subscriber) {
      var left = new ArrayList<>(byVrid.get(subscriber.vrid()));
      left.remove(subscriber);
      change(subscriber.vrid(), left);
      if (vrids.isEmpty()) {
        receivers.remove(key);
        onLoop.leave();
        socket.close();
      }
    }

    private boolean rejoin() {
      try {
        socket.joinGroup();
        return true;
      } catch (LinuxException e) {
        log.debug("Joining {} on {} again failed: {}", key.local(), key.device(), e.getMessage());
        return false;
      }
    }

    private void change(int vrid, List<Subscriber> subscribers) {
      byVrid.set(vrid, subscribers);
      only[vrid] = subscribers.size() == 1 ? subscribers.getFirst() : null;
      vrids.set(vrid, !subscribers.isEmpty());
      socket.accept(vrids);
    }

    /** Reads all packets that have arrived so far. */
    void drain() {
      read(DRAINED);
    }

    private void read(int most) {
      for (int i = 0; i < most && socket.receive(); i++) {
        int vrid = AdvertParser.vridOf(socket.packet(), key.local().family());
        var subscriber = vrid < 0 ? null : pick(vrid);
        if (subscriber != null) {
          subscriber.received(socket);
        }
      }
    }

    private @Nullable Subscriber pick(int vrid) {
      var single = only[vrid];
      if (single != null) {
        return single;
      }
      var subscribers = byVrid.get(vrid);
      for (var subscriber : subscribers) {
        if (subscriber.isPeer(socket.source())) {
          return subscriber;
        }
      }
      return subscribers.isEmpty() ? null : subscribers.getFirst();
    }
  }
}
