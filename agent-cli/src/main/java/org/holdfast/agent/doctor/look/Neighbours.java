package org.holdfast.agent.doctor.look;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.holdfast.agent.doctor.HeardAdvert;
import org.holdfast.agent.doctor.HostFacts.Owner;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.PacketSocket;
import org.holdfast.linux.RawReceiver;
import org.holdfast.linux.route.Link;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.packet.ArpAnnouncement;
import org.holdfast.vrrp.packet.ArpProbe;

/** Probes the hosts on links and listens to them. */
final class Neighbours {

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int PROBES = 3;
  private static final int MILLIS_BETWEEN_PROBES = 100;
  private static final int LISTENING_MILLIS = 3_000;

  private final NanoClock clock;

  Neighbours(NanoClock clock) {
    this.clock = clock;
  }

  /** Addresses to probe for on a link. */
  record Question(Link link, Set<IpAddress> addresses) {}

  /** A multicast group to listen to on a link. */
  record Post(Link link, IpAddress group) {}

  /** Finds the owners of addresses: three probes in 300 ms, on all links at once. */
  List<Owner> ask(List<Question> questions) {
    return together(questions, this::ask);
  }

  /** Listens for three seconds on all links at once, and returns the received adverts. */
  List<HeardAdvert> listen(List<Post> posts) {
    return together(posts, this::listen);
  }

  private static <Q, A> List<A> together(List<Q> questions, Function<Q, List<A>> ask) {
    var answers = new ArrayList<A>();
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
      var pending = new ArrayList<Future<List<A>>>();
      questions.forEach(question -> pending.add(threads.submit(() -> ask.apply(question))));
      for (var answer : pending) {
        answers.addAll(answer.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LinuxException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answers;
  }

  private List<Owner> ask(Question question) {
    var link = question.link();
    var owners = new ArrayList<Owner>();
    try (var socket = PacketSocket.arp(link.device())) {
      for (int i = 0; i < PROBES; i++) {
        question.addresses().forEach(address -> send(socket, link, address));
        long end = clock.nanos() + MILLIS_BETWEEN_PROBES * NANOS_PER_MILLI;
        while (awaits(end, socket::awaitReadable)) {
          while (socket.receive()) {
            ArpAnnouncement.parse(socket.frame())
                .filter(answer -> question.addresses().contains(answer.address()))
                .map(answer -> new Owner(link.name(), answer.address(), answer.hardware()))
                .filter(owner -> !owners.contains(owner))
                .ifPresent(owners::add);
          }
        }
      }
    }
    return owners;
  }

  /** Sends a probe; if the kernel refuses to send it, the probe counts as unanswered. */
  private static void send(PacketSocket socket, Link link, IpAddress address) {
    var frame = NativeBuffer.allocate(ArpAnnouncement.BYTES);
    new ArpProbe(new MacAddress(link.mac().orElseThrow()), address).write(frame.bytes());
    frame.bytes().flip();
    int _ = socket.send(frame);
  }

  private List<HeardAdvert> listen(Post post) {
    var heard = new ArrayList<HeardAdvert>();
    var all = new BitSet();
    all.set(1, 256);
    try (var socket =
        RawReceiver.multicast(RawReceiver.VRRP, post.link().device(), post.group(), all)) {
      long end = clock.nanos() + LISTENING_MILLIS * NANOS_PER_MILLI;
      while (awaits(end, socket::awaitReadable)) {
        while (socket.receive()) {
          HeardAdvert.parse(post.link().name(), socket.source(), socket.payload())
              .filter(advert -> !heard.contains(advert))
              .ifPresent(heard::add);
        }
      }
    }
    return heard;
  }

  /** Waits until a socket is readable; returns false if the time is up. */
  private boolean awaits(long end, IntPredicate readable) {
    for (long left = end - clock.nanos(); left > 0; left = end - clock.nanos()) {
      if (readable.test((int) (left / NANOS_PER_MILLI) + 1)) {
        return true;
      }
    }
    return false;
  }
}
