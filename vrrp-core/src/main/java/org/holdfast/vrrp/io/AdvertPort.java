package org.holdfast.vrrp.io;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.holdfast.linux.Device;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.RawReceiver;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.packet.AddressList;
import org.holdfast.vrrp.packet.AdvertFrame;
import org.holdfast.vrrp.packet.AdvertParser;
import org.holdfast.vrrp.packet.AdvertTerms;
import org.holdfast.vrrp.packet.AdvertWriter;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.Proof;
import org.holdfast.vrrp.packet.SequenceMemory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends and receives the adverts of one instance. Closed until the link and a source address exist,
 * and reopened when either changes; the state of authentication survives reopening. Owned by the
 * election loop.
 */
class AdvertPort implements MonitoredInstance.Port {

  private static final Logger log = LoggerFactory.getLogger(AdvertPort.class);

  private final InstanceConfig config;
  private final AdvertReceivers receivers;
  private final AdvertSenders senders;
  private final Clock wallClock;
  private final SequenceMemory sequences;
  private final AdvertTerms terms;
  private final Proof proof;
  private final AdvertParser parser;
  private final boolean timed;
  private @Nullable Open open;
  private int lastSendErrno;

  /**
   * @param wallClock source of the HMAC trailer's sequence numbers, used for nothing else
   * @param sequences stores the last sequence number of AH adverts
   */
  AdvertPort(
      InstanceConfig config,
      AdvertReceivers receivers,
      AdvertSenders senders,
      Clock wallClock,
      SequenceMemory sequences) {
    this(config, receivers, senders, wallClock, sequences, Proof.of(termsOf(config), sequences));
  }

  /**
   * Makes a closed port for changed terms. It keeps the earlier port's authentication state,
   * because otherwise replayed adverts would be accepted.
   */
  AdvertPort(InstanceConfig config, AdvertPort earlier) {
    this(
        config,
        earlier.receivers,
        earlier.senders,
        earlier.wallClock,
        earlier.sequences,
        earlier.proofFor(config));
  }

  private AdvertPort(
      InstanceConfig config,
      AdvertReceivers receivers,
      AdvertSenders senders,
      Clock wallClock,
      SequenceMemory sequences,
      Proof proof) {
    this.config = config;
    this.receivers = receivers;
    this.senders = senders;
    this.wallClock = wallClock;
    this.sequences = sequences;
    this.proof = proof;
    terms = termsOf(config);
    parser = new AdvertParser(terms, proof);
    timed = config.protocol().authentication() instanceof Authentication.HmacTrailer;
  }

  private Proof proofFor(InstanceConfig next) {
    boolean same =
        next.protocol().authentication().equals(config.protocol().authentication())
            && next.transport().equals(config.transport());
    return same ? proof : Proof.of(termsOf(next), sequences);
  }

  /** Whether adverts under the other configuration are the same packets on the same sockets. */
  boolean serves(InstanceConfig next) {
    return termsOf(next).equals(terms) && next.interfaceName().equals(config.interfaceName());
  }

  /** Returns the contents of the instance's adverts. */
  static AdvertTerms termsOf(InstanceConfig config) {
    var election = config.election();
    var addresses =
        AddressList.of(
            config.family(),
            config.holdings().advertised().stream().map(VirtualAddress::address).toList());
    var own =
        new Advertisement(
            config.protocol().version(),
            config.virtualRouterId(),
            election.priority(),
            election.advertisementInterval().toNanos(),
            addresses);
    return new AdvertTerms(
        own,
        config.transport(),
        config.protocol().authentication(),
        config.protocol().checksum(),
        Set.of(ChecksumForm.values()));
  }

  private static @Nullable AdvertFrame frame(
      Transport transport, IpAddress source, AdvertWriter writer) {
    var sender = transport instanceof Transport.Multicast multicast ? multicast.sender() : null;
    return sender == null ? null : new AdvertFrame(sender, source, transport.group(), writer);
  }

  @Override
  public void open(Device device, IpAddress source, AdvertInbox inbox) {
    var now = open;
    if (now != null && now.device.equals(device) && now.source.equals(source)) {
      return;
    }
    close();
    open = new Open(device, source, inbox);
  }

  @Override
  public boolean isOpen() {
    return open != null;
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /**
   * Sends an advert, with multicast once and with unicast to each peer. Never blocks.
   *
   * @return whether every copy was sent
   */
  boolean send(int priority) {
    return open != null && open.send(priority);
  }

  /** Reads all waiting packets, so that a deadline is not acted upon before them. */
  void drain() {
    if (open != null) {
      open.receiver.drain();
    }
  }

  /** Returns the contents of our adverts. */
  AdvertTerms terms() {
    return terms;
  }

  /** Whether a peer's advert lists the same addresses as ours. */
  boolean sameAddresses(Advertisement advert) {
    return terms.own().addresses().sameAddresses(advert.addresses());
  }

  private long epochNanos() {
    if (!timed) {
      return 0;
    }
    var instant = wallClock.instant();
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  private void logSending(int errno) {
    if (errno != lastSendErrno && open != null) {
      if (errno != 0) {
        log.warn("({}) {}", config.name(), open.sender.failure(errno).getMessage());
      } else {
        log.info("({}) Adverts are sent again", config.name());
      }
    }
    lastSendErrno = errno;
  }

  private final class Open implements AdvertReceivers.Subscriber {

    // Received adverts are read by the thousand: what each of them needs stands in this object.
    private final Family family = config.family();
    private final AdvertParser reader = parser;
    private final boolean needsTime = timed;
    private final Device device;
    private final IpAddress source;
    private final AdvertInbox inbox;
    private final AdvertSenders.Sender sender;
    private final @Nullable AdvertFrame frame;
    private final AdvertWriter writer;
    private final NativeBuffer packet;
    private final List<IpAddress> destinations;
    private final List<AdvertSenders.Path> paths;
    private final AdvertReceivers.Receiver receiver;

    private Open(Device device, IpAddress source, AdvertInbox inbox) {
      this.device = device;
      this.source = source;
      this.inbox = inbox;
      int protocol =
          config.protocol().authentication() instanceof Authentication.AuthenticationHeader
              ? RawReceiver.AUTHENTICATION_HEADER
              : RawReceiver.VRRP;
      writer = new AdvertWriter(terms, source, proof);
      frame = frame(config.transport(), source, writer);
      packet =
          NativeBuffer.allocate(
              writer.bytes() + (frame == null ? 0 : AdvertFrame.bytesBefore(family)));
      sender = senders.take(protocol, device, source, config.transport());
      destinations = config.transport().destinations();
      paths = destinations.stream().map(sender::to).toList();
      var local =
          config.transport() instanceof Transport.Multicast multicast ? multicast.group() : source;
      try {
        receiver = receivers.subscribe(new AdvertReceivers.Key(protocol, device, local), this);
      } catch (RuntimeException e) {
        senders.giveBack(sender);
        throw e;
      }
    }

    private boolean send(int priority) {
      writer.next(priority, epochNanos());
      int failure = 0;
      for (int i = 0; i < destinations.size(); i++) {
        packet.bytes().clear();
        if (frame != null) {
          frame.write(packet.bytes());
        }
        writer.write(destinations.get(i), packet.bytes());
        packet.bytes().flip();
        int errno = paths.get(i).send(packet);
        failure = errno == 0 ? failure : errno;
      }
      logSending(failure);
      return failure == 0;
    }

    @Override
    public int vrid() {
      return config.virtualRouterId();
    }

    @Override
    public boolean isPeer(IpAddress peer) {
      return destinations.contains(peer);
    }

    @Override
    public void received(RawReceiver socket) {
      long time = needsTime ? epochNanos() : 0;
      var parsed =
          family == Family.IPV4
              ? reader.parseV4(socket.packet(), time)
              : reader.parseV6(
                  socket.packet(),
                  socket.source(),
                  socket.destination(),
                  socket.timeToLive(),
                  time);
      inbox.received(parsed, socket.source(), socket.packet());
    }

    private void close() {
      receiver.unsubscribe(this);
      senders.giveBack(sender);
    }
  }
}
