package org.holdfast.vrrp.io;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.holdfast.linux.Device;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.PacketSocket;
import org.holdfast.linux.PresenceSocket;
import org.holdfast.linux.RawReceiver;
import org.holdfast.linux.RawSender;
import org.holdfast.linux.SocketAddress;
import org.holdfast.linux.loop.LoopFd;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteEvents;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.packet.AddressList;
import org.holdfast.vrrp.packet.AdvertTerms;
import org.holdfast.vrrp.packet.AdvertWriter;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.ArpAnnouncement;
import org.holdfast.vrrp.packet.NeighbourAdvertisement;
import org.holdfast.vrrp.packet.Proof;
import org.mockito.MockedStatic;

/**
 * A host in memory: its kernel, its links and the network on them, two loops and a clock. While it
 * is open, everything that this thread opens in the rooms {@code linux} and {@code linux.route}
 * belongs to it. Records the agent's output with the time.
 */
final class FakeHost implements AutoCloseable {

  /** An action of the agent, and its time in nanoseconds since the host was created. */
  record Happening(long atNanos, String what) {}

  final FakeRouteKernel kernel = new FakeRouteKernel();
  final MockTicker time = Ticker.newMockTicker();
  ManualLoop election = new ManualLoop(time);
  ManualLoop kernelLoop = new ManualLoop(time);
  final Loops loops = mock(Loops.class);
  final RecordedNews news = new RecordedNews(line -> happens("event", line));

  /**
   * The multicast groups that sockets have left and joined: {@code leave eth0}, {@code join eth0}.
   */
  final List<String> groups = new ArrayList<>();

  boolean alone = true;
  boolean sendingWorks = true;
  boolean receiversOpen = true;
  boolean packetSocketsOpen = true;
  boolean netlinkOpens = true;

  /** The number of further queries that the kernel refuses. */
  int queriesToRefuse;

  private record Packet(ByteBuffer bytes, IpAddress source, IpAddress destination) {}

  private final List<Happening> happened = new ArrayList<>();
  private final List<MockedStatic<?>> statics = new ArrayList<>();
  private final Map<Integer, Runnable> readable = new HashMap<>();
  private final IdentityHashMap<RawReceiver, Deque<Packet>> arrived = new IdentityHashMap<>();
  private final IdentityHashMap<RawReceiver, IpAddress> listensOn = new IdentityHashMap<>();
  private final IdentityHashMap<RawReceiver, Integer> linkOf = new IdentityHashMap<>();
  private final IdentityHashMap<PacketSocket, Deque<ByteBuffer>> frames = new IdentityHashMap<>();
  private final IdentityHashMap<PacketSocket, Integer> claimsOn = new IdentityHashMap<>();
  private final Deque<RouteEvent> notifications = new ArrayDeque<>();
  private final int eventsFd = 3;
  private final Set<Object> closed = new HashSet<>();
  private int lastFd = eventsFd;
  private int repliesToLose;
  private boolean notificationsLost;

  FakeHost() {
    when(loops.election()).thenAnswer(call -> election);
    when(loops.kernel()).thenAnswer(call -> kernelLoop);
    mocked(Loops.class).when(Loops::start).thenReturn(loops);
    var events = mock(RouteEvents.class);
    when(events.fd()).thenReturn(eventsFd);
    when(events.receive(any())).thenAnswer(call -> receive(call.getArgument(0)));
    mocked(RouteEvents.class)
        .when(RouteEvents::open)
        .thenAnswer(call -> {
          if (!netlinkOpens) {
            throw new LinuxException("open netlink socket", Errno.ENOMEM.number());
          }
          return events;
        });
    var recording = mock(RouteKernel.class, call -> answer(call.getMethod(), call.getArguments()));
    mocked(RouteKernel.class).when(() -> RouteKernel.open(any())).thenReturn(recording);
    var presence = mock(PresenceSocket.class);
    when(presence.isAlone()).thenAnswer(call -> alone);
    mocked(PresenceSocket.class).when(() -> PresenceSocket.open(any())).thenReturn(presence);
    mocked(LoopFd.class)
        .when(() -> LoopFd.join(any(), anyInt(), any()))
        .thenAnswer(call -> join(call.getArgument(1), call.getArgument(2)));
    mockSockets();
  }

  private <T> MockedStatic<T> mocked(Class<T> type) {
    var mocked = mockStatic(type);
    statics.add(mocked);
    return mocked;
  }

  private LoopFd join(int fd, Runnable whenReadable) {
    readable.put(fd, whenReadable);
    var registration = mock(LoopFd.class);
    doAnswer(call -> readable.remove(fd)).when(registration).leave();
    return registration;
  }

  private void mockSockets() {
    var senders = mocked(RawSender.class);
    senders
        .when(() -> RawSender.multicast(anyInt(), any(), any()))
        .thenAnswer(call -> sender(call.getArgument(2)));
    senders
        .when(() -> RawSender.unicast(anyInt(), any(), any(), anyInt()))
        .thenAnswer(call -> sender(call.getArgument(2)));
    var receivers = mocked(RawReceiver.class);
    receivers
        .when(() -> RawReceiver.multicast(anyInt(), any(), any(), any()))
        .thenAnswer(call -> receiver(call.getArgument(1), call.getArgument(2)));
    receivers
        .when(() -> RawReceiver.unicast(anyInt(), any(), any(), any()))
        .thenAnswer(call ->
            receiver(
                call.<Optional<Device>>getArgument(1).orElse(Device.ANY), call.getArgument(2)));
    var packets = mocked(PacketSocket.class);
    packets
        .when(() -> PacketSocket.sending(any()))
        .thenAnswer(call -> packetSocket(call.getArgument(0)));
    packets
        .when(() -> PacketSocket.claims(any(), any()))
        .thenAnswer(call -> packetSocket(call.getArgument(0)));
  }

  // ---- The clock and the loops ----

  NanoClock clock() {
    return time::nanoTime;
  }

  /** Runs both loops and delivers the kernel's notifications, until nothing is left to do. */
  void settle() {
    boolean any = true;
    while (any) {
      any = election.settle();
      any |= kernelLoop.settle();
      if ((!notifications.isEmpty() || notificationsLost) && readable.containsKey(eventsFd)) {
        var _ = election.submit(Objects.requireNonNull(readable.get(eventsFd)));
        any = true;
      }
    }
  }

  /** Advances the time; every timer runs on time. */
  void pass(Duration span) {
    settle();
    long end = time.nanoTime() + span.toNanos();
    while (true) {
      long next = Math.min(election.nextAt(), kernelLoop.nextAt());
      if (next - end > 0 || next == Long.MAX_VALUE) {
        break;
      }
      time.advance(Math.max(0, next - time.nanoTime()), TimeUnit.NANOSECONDS);
      settle();
    }
    stall(Duration.ofNanos(end - time.nanoTime()));
  }

  /** Advances the time without running anything. */
  void stall(Duration span) {
    time.advance(span.toNanos(), TimeUnit.NANOSECONDS);
    settle();
  }

  // ---- What happened ----

  private void happens(String kind, String what) {
    happened.add(new Happening(time.nanoTime(), "%-8s %s".formatted(kind, what)));
  }

  /** Returns the agent's actions since the last call. */
  List<Happening> takeHappenings() {
    var taken = List.copyOf(happened);
    happened.clear();
    return taken;
  }

  /** Returns the agent's actions of this kind (event, netlink, packet, arp) since the last call. */
  List<String> take(String kind) {
    return takeHappenings().stream()
        .map(Happening::what)
        .filter(what -> what.startsWith(kind + ' '))
        .map(what -> what.substring(kind.length()).strip())
        .toList();
  }

  // ---- Links and addresses ----

  /** Adds a link before the agent starts, up and running, with these addresses. */
  FakeHost link(int index, String name, String... prefixes) {
    kernel.links.add(Links.up(index, name));
    for (var prefix : prefixes) {
      kernel.addresses.add(Links.address(index, prefix));
    }
    return this;
  }

  private Link link(String name) {
    return kernel.link(name).orElseThrow(() -> new IllegalStateException("no link " + name));
  }

  /** Sets the link down, or up again. */
  void linkIs(String name, boolean up) {
    var before = link(name);
    var now = Links.link(before.index(), name, up ? Links.UP | Links.RUNNING : Links.UP);
    kernel.links.set(kernel.links.indexOf(before), now);
    notifications.add(new RouteEvent.LinkChanged(now));
    settle();
  }

  /** Creates a link with these addresses. */
  void linkComes(int index, String name, String... prefixes) {
    link(index, name, prefixes);
    notifications.add(new RouteEvent.LinkChanged(link(name)));
    kernel.addresses.stream()
        .filter(address -> address.link() == index)
        .forEach(address -> notifications.add(new RouteEvent.AddressChanged(address)));
    settle();
  }

  /** Deletes the link with its addresses. */
  void linkGoes(String name) {
    var link = link(name);
    kernel.links.remove(link);
    kernel.addresses.removeIf(address -> address.link() == link.index());
    notifications.add(new RouteEvent.LinkRemoved(link));
    settle();
  }

  /** Another program adds an address. */
  void addressComes(String prefix, String link) {
    var address = Links.address(link(link).index(), prefix);
    kernel.addresses.add(address);
    notifications.add(new RouteEvent.AddressChanged(address));
    settle();
  }

  /** Another program removes an address. */
  void addressGoes(String prefix, String link) {
    var found =
        kernel.addresses.stream()
            .filter(one -> one.link() == link(link).index())
            .filter(one -> one.prefix().equals(IpPrefix.of(prefix)))
            .findFirst()
            .orElseThrow();
    kernel.addresses.remove(found);
    notifications.add(new RouteEvent.AddressRemoved(found));
    settle();
  }

  /** Returns the addresses that are on the links now. */
  List<String> addresses() {
    return kernel.addresses.stream().map(this::text).toList();
  }

  private String text(LinkAddress address) {
    var name =
        kernel.links.stream()
            .filter(link -> link.index() == address.link())
            .map(Link::name)
            .findFirst()
            .orElse("#" + address.link());
    return address.prefix() + " dev " + name;
  }

  // ---- The kernel ----

  /** Loses the kernel's replies to this number of further changes, which take effect. */
  void losesReplies(int count) {
    repliesToLose = count;
  }

  /** Loses notifications, so that the agent has to query the kernel. */
  void losesNotifications() {
    notifications.clear();
    notificationsLost = true;
    settle();
  }

  private Reception receive(Consumer<RouteEvent> consumer) {
    if (notificationsLost) {
      notificationsLost = false;
      return Reception.OVERRUN;
    }
    var next = notifications.poll();
    if (next == null) {
      return Reception.NOTHING;
    }
    consumer.accept(next);
    return Reception.MESSAGES;
  }

  /** Calls the kernel in memory, and records and reports its changes. */
  private Object answer(Method method, Object[] arguments) throws Throwable {
    boolean changes = method.getName().startsWith("add") && arguments.length == 1;
    changes &= !method.getName().startsWith("addresses");
    changes |= method.getName().startsWith("delete");
    var before = List.copyOf(kernel.addresses);
    if (changes) {
      note(method.getName(), arguments[0]);
    }
    if (!changes && queriesToRefuse > 0) {
      queriesToRefuse--;
      throw new LinuxException(method.getName(), Errno.ETIMEDOUT.number());
    }
    Object answer;
    try {
      answer = method.invoke(kernel, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    kernel.addresses.stream()
        .filter(address -> !before.contains(address))
        .forEach(address -> notifications.add(new RouteEvent.AddressChanged(address)));
    before.stream()
        .filter(address -> !kernel.addresses.contains(address))
        .forEach(address -> notifications.add(new RouteEvent.AddressRemoved(address)));
    if (changes && repliesToLose > 0) {
      repliesToLose--;
      happens("netlink", "(the answer is lost)");
      throw new LinuxException(method.getName(), Errno.ETIMEDOUT.number());
    }
    return answer;
  }

  private void note(String method, Object what) {
    var verb = method.startsWith("add") ? "add " : "delete ";
    for (var one : what instanceof List<?> list ? list : List.of(what)) {
      happens("netlink", verb + (one instanceof LinkAddress address ? text(address) : one));
    }
  }

  // ---- The network ----

  /**
   * Delivers another router's advert with an interval of one second on a link, and lets the agent
   * read it.
   */
  void hears(String link, String source, int vrid, int priority, String... addresses) {
    arrives(link, source, vrid, priority, addresses);
    readPackets();
  }

  /** Like {@link #hears}, but the agent does not read yet. */
  void arrives(String link, String source, int vrid, int priority, String... addresses) {
    arrives(VrrpVersion.V3, link, source, vrid, priority, addresses);
  }

  /** The same in another version. */
  void arrives(
      VrrpVersion version,
      String link,
      String source,
      int vrid,
      int priority,
      String... addresses) {
    var from = IpAddress.of(source);
    var group = Transport.defaultGroup(from.family());
    var named = List.of(addresses).stream().map(IpAddress::of).toArray(IpAddress[]::new);
    var own =
        new Advertisement(
            version, vrid, priority, 1_000_000_000L, AddressList.of(from.family(), List.of(named)));
    var terms =
        AdvertTerms.of(own, new Transport.Multicast(group, null), new Authentication.None());
    var writer = new AdvertWriter(terms, from, Proof.of(terms));
    var bytes = ByteBuffer.allocate(writer.bytes());
    writer.next(priority, 0);
    writer.write(group, bytes);
    bytes.flip();
    if (from.family() == Family.IPV4) {
      bytes.putShort(2, (short) bytes.limit()); // as the kernel fills it in
    }
    for (var receiver : List.copyOf(arrived.keySet())) {
      boolean takes =
          group.equals(listensOn.get(receiver))
              && link(link).index() == linkOf.getOrDefault(receiver, 0)
              && !closed.contains(receiver);
      if (takes) {
        Objects.requireNonNull(arrived.get(receiver)).add(new Packet(bytes, from, group));
      }
    }
  }

  /** Lets the agent read the packets that have arrived. */
  void readPackets() {
    arrived.forEach((receiver, packets) -> {
      var reader = readable.get(receiver.fd());
      if (!packets.isEmpty() && reader != null) {
        var _ = election.submit(reader);
      }
    });
    settle();
  }

  /** Delivers an ARP frame in which another host claims the address. */
  void hearsClaim(String link, String address, long mac) {
    var bytes = ByteBuffer.allocate(60);
    new ArpAnnouncement(new MacAddress(mac), IpAddress.of(address)).write(bytes);
    bytes.clear().limit(60);
    hearsFrame(link, bytes);
  }

  /**
   * Delivers a neighbour advertisement in which another host claims the address.
   *
   * @param solicited whether it is the answer to a question
   */
  void hearsClaim(String link, String address, long mac, boolean solicited) {
    var bytes = ByteBuffer.allocate(NeighbourAdvertisement.BYTES);
    new NeighbourAdvertisement(new MacAddress(mac), IpAddress.of(address), true, solicited)
        .write(bytes);
    hearsFrame(link, bytes.flip());
  }

  private void hearsFrame(String link, ByteBuffer bytes) {
    claimsOn.forEach((socket, index) -> {
      if (index == link(link).index() && !closed.contains(socket)) {
        Objects.requireNonNull(frames.get(socket)).add(bytes);
        var reader = readable.get(socket.fd());
        if (reader != null) {
          var _ = kernelLoop.submit(reader);
        }
      }
    });
    settle();
  }

  private RawSender sender(IpAddress source) {
    var sender = mock(RawSender.class);
    var destinations = new IdentityHashMap<SocketAddress, IpAddress>();
    when(sender.destination(any()))
        .thenAnswer(call -> {
          var address = mock(SocketAddress.class);
          destinations.put(address, call.getArgument(0));
          return address;
        });
    when(sender.failure(anyInt())).thenReturn(new LinuxException("send", Errno.ENETDOWN.number()));
    when(sender.send(any(), any()))
        .thenAnswer(call ->
            send(
                call.<NativeBuffer>getArgument(0).bytes(),
                source,
                Objects.requireNonNull(destinations.get(call.<SocketAddress>getArgument(1)))));
    return sender;
  }

  private int send(ByteBuffer packet, IpAddress source, IpAddress destination) {
    if (!sendingWorks) {
      happens("packet", "(refused)");
      return Errno.ENETDOWN.number();
    }
    var bytes = packet.duplicate().order(ByteOrder.BIG_ENDIAN);
    boolean v4 = destination.family() == Family.IPV4;
    int message = v4 ? (bytes.get(0) & 0xf) * 4 : 0; // the kernel writes the header of IPv6
    var line =
        new StringBuilder()
            .append(v4 ? v4(bytes, 12) : source)
            .append(" -> ")
            .append(v4 ? v4(bytes, 16) : destination)
            .append(" vrid ")
            .append(bytes.get(message + 1) & 0xff)
            .append(" priority ")
            .append(bytes.get(message + 2) & 0xff);
    for (int i = 0; i < bytes.get(message + 3); i++) {
      line.append(' ')
          .append(v4 ? v4(bytes, message + 8 + 4 * i) : v6(bytes, message + 8 + 16 * i));
    }
    happens("packet", line.toString());
    return 0;
  }

  private static IpAddress v4(ByteBuffer bytes, int at) {
    return IpAddress.v4(bytes.getInt(at));
  }

  private static IpAddress v6(ByteBuffer bytes, int at) {
    return IpAddress.v6(bytes.getLong(at), bytes.getLong(at + 8));
  }

  private RawReceiver receiver(Device device, IpAddress local) {
    if (!receiversOpen) {
      throw new LinuxException("open receive socket", Errno.ENOMEM.number());
    }
    var receiver = mock(RawReceiver.class);
    var packets = new ArrayDeque<Packet>();
    int fd = ++lastFd;
    var current = new Packet[1];
    when(receiver.fd()).thenReturn(fd);
    when(receiver.receive())
        .thenAnswer(call -> {
          current[0] = packets.poll();
          return current[0] != null;
        });
    when(receiver.packet()).thenAnswer(call -> current[0].bytes().duplicate());
    when(receiver.source()).thenAnswer(call -> current[0].source());
    when(receiver.destination()).thenAnswer(call -> current[0].destination());
    when(receiver.timeToLive()).thenReturn(255);
    doAnswer(call -> closed.add(receiver)).when(receiver).close();
    doAnswer(call -> groups.add("leave " + device.name())).when(receiver).leaveGroup();
    doAnswer(call -> groups.add("join " + device.name())).when(receiver).joinGroup();
    arrived.put(receiver, packets);
    listensOn.put(receiver, local);
    linkOf.put(receiver, device.index());
    return receiver;
  }

  private PacketSocket packetSocket(Device device) {
    if (!packetSocketsOpen) {
      throw new LinuxException("open packet socket", Errno.ENOMEM.number());
    }
    var socket = mock(PacketSocket.class);
    var heard = new ArrayDeque<ByteBuffer>();
    var current = new ByteBuffer[1];
    int fd = ++lastFd;
    when(socket.fd()).thenReturn(fd);
    when(socket.receive())
        .thenAnswer(call -> {
          current[0] = heard.poll();
          return current[0] != null;
        });
    when(socket.frame()).thenAnswer(call -> current[0].duplicate());
    when(socket.failure(anyInt())).thenReturn(new LinuxException("send", Errno.ENETDOWN.number()));
    when(socket.send(any())).thenAnswer(call -> transmit(device, call.getArgument(0)));
    doAnswer(call -> closed.add(socket)).when(socket).close();
    frames.put(socket, heard);
    claimsOn.put(socket, device.index());
    return socket;
  }

  /** Records an ARP frame or a neighbour discovery message that the agent sends. */
  private int transmit(Device device, NativeBuffer frame) {
    if (!sendingWorks) {
      return Errno.ENETDOWN.number();
    }
    var bytes = frame.bytes().duplicate().order(ByteOrder.BIG_ENDIAN);
    if (bytes.getShort(12) != 0x0806 && bytes.get(54) == (byte) 135) {
      happens(
          "nd", "ask for %s dev %s from %s".formatted(v6(bytes, 62), device.name(), v6(bytes, 22)));
      return 0;
    }
    if (bytes.getShort(12) != 0x0806) {
      boolean router = (bytes.get(58) & 0x80) != 0;
      happens(
          "nd",
          "announce %s dev %s%s"
              .formatted(
                  v6(bytes, 62),
                  device.name(),
                  (router ? " of a router" : "") + forOther(bytes, 80)));
      return 0;
    }
    var sender = v4(bytes, 28);
    var target = v4(bytes, 38);
    happens(
        "arp",
        (sender.equals(target) ? "announce " : "ask for ")
            + target
            + " dev "
            + device.name()
            + forOther(bytes, 22));
    return 0;
  }

  /** Names the link-layer address that a frame announces if it is not the frame's source. */
  private static String forOther(ByteBuffer bytes, int at) {
    var announced = MacAddress.read(bytes, at);
    return announced.equals(MacAddress.read(bytes, 6)) ? "" : " at " + announced;
  }

  /** Ends the process: closes its sockets and stops its loops. */
  void forgetProcess() {
    election = new ManualLoop(time);
    kernelLoop = new ManualLoop(time);
    readable.clear();
    closed.addAll(arrived.keySet());
    closed.addAll(frames.keySet());
    notifications.clear();
  }

  /** Returns the number of open sockets that receive adverts. */
  int openReceivers() {
    return (int) arrived.keySet().stream().filter(one -> !closed.contains(one)).count();
  }

  /** Returns the number of open packet sockets, which announce addresses or receive claims. */
  int openPacketSockets() {
    return (int) frames.keySet().stream().filter(one -> !closed.contains(one)).count();
  }

  @Override
  public void close() {
    statics.reversed().forEach(MockedStatic::close);
  }
}
